import type { Decimal } from '@openfinops/core';
import { hashText, mix, unitOf } from './random.ts';

/** One machine type of the emulator. Prices resemble those of us-west-2 in 2025; they are the emulator's own. */
export interface TypeSpec {
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly usdPerHour: Decimal;
  readonly gpu?: { readonly name: string; readonly count: number; readonly memoryMib: number };
  readonly isBurstable?: boolean;
  readonly isOld?: boolean;
}

const intel = (vcpus: number, memoryGib: number, usdPerHour: Decimal, more: Partial<TypeSpec> = {}): TypeSpec => {
  return { vcpus, memoryMib: memoryGib * 1024, architecture: 'x86_64', usdPerHour, ...more };
};
const arm = (vcpus: number, memoryGib: number, usdPerHour: Decimal, more: Partial<TypeSpec> = {}): TypeSpec => {
  return intel(vcpus, memoryGib, usdPerHour, { architecture: 'arm64', ...more });
};

export const TYPES: Readonly<Record<string, TypeSpec>> = {
  't3.micro': intel(2, 1, '0.0104', { isBurstable: true }),
  't3.medium': intel(2, 4, '0.0416', { isBurstable: true }),
  't3.large': intel(2, 8, '0.0832', { isBurstable: true }),
  't4g.small': arm(2, 2, '0.0168', { isBurstable: true }),
  'm4.large': intel(2, 8, '0.1', { isOld: true }),
  'm5.large': intel(2, 8, '0.096'),
  'm5.xlarge': intel(4, 16, '0.192'),
  'm5.2xlarge': intel(8, 32, '0.384'),
  'm6i.large': intel(2, 8, '0.096'),
  'm6i.xlarge': intel(4, 16, '0.192'),
  'm7g.large': arm(2, 8, '0.0816'),
  'm7g.xlarge': arm(4, 16, '0.1632'),
  'c5.xlarge': intel(4, 8, '0.17'),
  'c6i.2xlarge': intel(8, 16, '0.34'),
  'c7g.large': arm(2, 4, '0.0725'),
  'r5.large': intel(2, 16, '0.126'),
  'r6g.xlarge': arm(4, 32, '0.2016'),
  'g5.xlarge': intel(4, 16, '1.006', { gpu: { name: 'A10G', count: 1, memoryMib: 22_888 } }),
};

/** By what DescribeInstances calls the platform; the addition is of each vCPU. */
export const PLATFORMS = {
  'Linux/UNIX': { operatingSystem: 'Linux', usageOperation: 'RunInstances', usdPerVcpuHour: '0' },
  Windows: { operatingSystem: 'Windows', usageOperation: 'RunInstances:0002', usdPerVcpuHour: '0.046' },
  'Red Hat Enterprise Linux': { operatingSystem: 'RHEL', usageOperation: 'RunInstances:0010', usdPerVcpuHour: '0.0144' },
} as const satisfies Record<string, { operatingSystem: string; usageOperation: string; usdPerVcpuHour: Decimal }>;
export type Platform = keyof typeof PLATFORMS;

/** Of a GiB, an IOPS or a MiB/s, a month of 730 hours. IOPS and throughput are those beyond what is free. */
export const VOLUME_PRICES = {
  gp3: { storage: '0.08', iops: '0.005', throughput: '0.04', freeIops: 3000, freeThroughput: 125 },
  gp2: { storage: '0.1', iops: null, throughput: null, freeIops: 0, freeThroughput: 0 },
  io2: { storage: '0.125', iops: '0.065', throughput: null, freeIops: 0, freeThroughput: 0 },
  st1: { storage: '0.045', iops: null, throughput: null, freeIops: 0, freeThroughput: 0 },
} as const satisfies Record<string, VolumePrice>;
export type VolumeType = keyof typeof VOLUME_PRICES;

export interface VolumePrice {
  readonly storage: Decimal;
  readonly iops: Decimal | null;
  readonly throughput: Decimal | null;
  readonly freeIops: number;
  readonly freeThroughput: number;
}

/** Dedicated hosts, an hour. */
export const HOST_PRICES = { m5: '5.069', c5: '4.488' } as const satisfies Record<string, Decimal>;
export type HostFamily = keyof typeof HOST_PRICES;

export const SNAPSHOT_USD_PER_GIB_MONTH: Decimal = '0.05';
export const ADDRESS_USD_PER_HOUR: Decimal = '0.005';
export const MONTH_HOURS = 730;

/** Prices that end on whole steps of this are exact in the emulator's sums. */
export const PRICE_STEPS_PER_USD = 10_000_000_000n;

/** A decimal price as a whole number of steps. Throws a RangeError for more than ten decimals. */
export function stepsOf(price: Decimal): bigint {
  const [whole = '0', fraction = ''] = price.split('.');
  if (fraction.length > 10) throw new RangeError(`${price} has more than ten decimals`);
  return BigInt(whole) * PRICE_STEPS_PER_USD + BigInt(fraction.padEnd(10, '0'));
}

/** As the price list prints it: ten decimals. */
export function decimalOf(steps: bigint): Decimal {
  const fraction = (steps % PRICE_STEPS_PER_USD).toString().padStart(10, '0');
  return `${steps / PRICE_STEPS_PER_USD}.${fraction}`;
}

/** On-demand, shared. null: a type that is not for sale. */
export function machineSteps(instanceType: string, platform: Platform): bigint | null {
  const spec = TYPES[instanceType];
  if (spec === undefined) return null;
  return stepsOf(spec.usdPerHour) + stepsOf(PLATFORMS[platform].usdPerVcpuHour) * BigInt(spec.vcpus);
}

/** A spot price and since when it holds. */
export interface SpotRow {
  readonly fromMs: number;
  readonly price: Decimal;
}

/** Spot prices of one type in one zone move every six hours, at an instant of their own. */
const SPOT_STEP_MS = 6 * 3_600_000;

/** Every spot price in force at some instant of the window, ascending; 28 to 48 % of on-demand. */
export function spotRows(seed: number, place: { instanceType: string; zone: string; platform: Platform }, fromMs: number, toMs: number): SpotRow[] {
  const onDemand = machineSteps(place.instanceType, place.platform);
  if (onDemand === null) return [];
  const hash = mix(seed ^ hashText(`${place.instanceType} ${place.zone} ${place.platform}`));
  const offsetMs = Math.floor(unitOf(hash) * (SPOT_STEP_MS / 1000)) * 1000;
  const first = Math.floor((fromMs - offsetMs) / SPOT_STEP_MS);
  const last = Math.ceil((toMs - offsetMs) / SPOT_STEP_MS);
  const rows: SpotRow[] = [];
  for (let step = first; step < last; step += 1) {
    const ratio = 2800 + Math.floor(unitOf(mix(hash ^ mix(step))) * 2000);
    // Four decimals, as the real history has.
    const price = (onDemand * BigInt(ratio)) / 10_000n;
    rows.push({ fromMs: offsetMs + step * SPOT_STEP_MS, price: decimalOf((price / 1_000_000n) * 1_000_000n).slice(0, -4) });
  }
  return rows;
}
