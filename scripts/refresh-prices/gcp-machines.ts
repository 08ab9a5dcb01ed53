import { type BookRow, type Decimal, type MachineSpec, multiply, type PriceColumn, sum } from '@openfinops/core';
import type { GcpPart } from './gcp-skus.ts';

/**
 * Machines of one region as the sum of their parts: vCPU x core + GiB x memory. Machines with GPUs or disks of their own, and those whose
 * family has no parts in the list, are not made up: they are left to the table as it stands.
 */
export function composeMachines(region: string, specs: readonly MachineSpec[], parts: readonly GcpPart[]): BookRow[] {
  const local = parts.filter((part) => part.region === region);
  return specs.flatMap((spec) => {
    const found = COLUMNS.flatMap((column) => {
      const price = priceOf(spec, local, column);
      return price === undefined ? [] : [{ column, ...price }];
    });
    const onDemand = found.find(({ column }) => column === 'on-demand');
    if (onDemand === undefined) return [];
    const prices = Object.fromEntries(found.map(({ column, price }) => [column, price]));
    return [toRow(spec.sku, region, prices, onDemand.asOf)];
  });
}

const COLUMNS: readonly PriceColumn[] = ['on-demand', 'spot'];

function priceOf(spec: MachineSpec, parts: readonly GcpPart[], column: PriceColumn): { price: Decimal; asOf: string } | undefined {
  const { sku, vcpu, memoryGib, gpuCount, localSsdGib } = spec;
  const family = sku.split('-')[0] ?? '';
  const find = (part: GcpPart['part']) => parts.find((other) => other.family === family && other.part === part && other.column === column);
  const [core, ram] = [find('core'), find('ram')];
  const isPlain = gpuCount === 0 && !localSsdGib && !/-(?:lssd|metal)$/.test(sku) && vcpu !== null && memoryGib !== null;
  if (!isPlain || core === undefined || ram === undefined) return undefined;
  const price = sum([multiply(`${vcpu}`, core.price), multiply(`${memoryGib}`, ram.price)]);
  return { price, asOf: core.asOf < ram.asOf ? core.asOf : ram.asOf };
}

function toRow(sku: string, region: string, prices: BookRow['prices'], asOf: string): BookRow {
  return {
    service: 'compute',
    region,
    sku,
    meter: 'compute',
    unit: 'h',
    currency: 'USD',
    attributes: { os: 'linux' },
    prices,
    basis: 'list',
    asOf,
    fromMs: 0,
    id: null,
  };
}
