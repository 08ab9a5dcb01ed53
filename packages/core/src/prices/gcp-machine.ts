import type { Decimal } from '../model.ts';
import { compareDecimals, divide, multiply, subtract, toDecimal } from '../money.ts';
import type { MachineSpec } from './price-book.ts';

/** What Compute Engine bills a machine by. */
export interface GcpMachine {
  readonly family: string;
  readonly vcpu: Decimal;
  readonly memoryGib: Decimal;
  /** Memory beyond what the family allows per vCPU, billed at a price of its own; part of `memoryGib`. */
  readonly extendedGib: Decimal;
  readonly isCustom: boolean;
  readonly localSsdGib: number;
  readonly gpuModel: string | null;
  readonly gpuCount: number;
}

/** Shared-core machines show 2 vCPU and bill a share of one (cloud.google.com/compute/vm-instance-pricing). */
const SHARED_CORE_VCPU: Readonly<Record<string, Decimal>> = { 'e2-micro': '0.25', 'e2-small': '0.5', 'e2-medium': '1' };

/** GiB per vCPU before memory is extended; families without extended memory allow no more (cloud.google.com/compute: custom machine types). */
const MOST_GIB_PER_VCPU: Readonly<Record<string, Decimal>> = { n1: '6.5', n2: '8', n2d: '8', n4: '8', n4d: '8', n4a: '8', e2: '8' };
const EXTENDABLE = new Set(['n1', 'n2', 'n2d', 'n4', 'n4d', 'n4a']);

/** What the name of a machine type, and its hardware where known, says of its bill; undefined: not enough is known. */
export function gcpMachine(sku: string, spec: MachineSpec | undefined): GcpMachine | undefined {
  return customMachine(sku) ?? predefinedMachine(sku, spec);
}

/** `n2-custom-4-8192`, `custom-4-8192` (N1), `n2-custom-4-65536-ext`, `e2-custom-small-2048`; memory in MiB. */
function customMachine(sku: string): GcpMachine | undefined {
  const [, named, size, memoryMib, ext] = /^(?:([a-z]\w*)-)?custom-(\d+|micro|small|medium)-(\d+)(-ext)?$/.exec(sku) ?? [];
  if (size === undefined || memoryMib === undefined) return undefined;
  const family = named ?? 'n1';
  const vcpu = SHARED_CORE_VCPU[`${family}-${size}`] ?? size;
  const most = MOST_GIB_PER_VCPU[family];
  if (!/^\d/.test(vcpu) || Number(vcpu) === 0 || Number(memoryMib) === 0 || most === undefined) return undefined;
  const memoryGib = divide(memoryMib, '1024');
  const beyond = subtract(memoryGib, multiply(vcpu, most));
  const isBeyond = Number.isInteger(Number(size)) && compareDecimals(beyond, '0') > 0;
  if (isBeyond && (ext === undefined || !EXTENDABLE.has(family))) return undefined;
  return { family, vcpu, memoryGib, extendedGib: isBeyond ? beyond : '0', isCustom: true, localSsdGib: 0, gpuModel: null, gpuCount: 0 };
}

function predefinedMachine(sku: string, spec: MachineSpec | undefined): GcpMachine | undefined {
  const vcpu = SHARED_CORE_VCPU[sku] ?? (spec?.vcpu == null ? undefined : toDecimal(spec.vcpu));
  const family = /^([a-z]\w*)-/.exec(sku)?.[1];
  if (spec === undefined || spec.memoryGib === null || vcpu === undefined || family === undefined) return undefined;
  const hasLocalSsd = /-[a-z]*lssd/.test(sku) || (spec.localSsdGib ?? 0) > 0;
  if (hasLocalSsd && spec.localSsdGib === null) return undefined;
  const { gpuModel, gpuCount } = spec;
  const memoryGib = toDecimal(spec.memoryGib);
  return { family, vcpu, memoryGib, extendedGib: '0', isCustom: false, localSsdGib: spec.localSsdGib ?? 0, gpuModel, gpuCount };
}
