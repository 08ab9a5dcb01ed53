import { type BookRow, isDecimal, type MeterName, multiply } from '@openfinops/core';
import type { Drops } from './drops.ts';
import { dayOf, type Fact, need } from './facts.ts';
import { bookRow, soundPrices } from './price-cells.ts';

/** What a line of facts is in our words: service, SKU, meter and what the price depends on. */
export interface Thing {
  readonly service: string;
  readonly sku: string;
  readonly meter: MeterName;
  readonly attributes?: BookRow['attributes'];
  /** The facts price the first of several tiers here. */
  readonly isFirstTier?: boolean;
  readonly basis?: BookRow['basis'];
  /** The column of the price; on-demand where not said. */
  readonly column?: 'on-demand' | 'spot';
  /** What the quoted price is multiplied by, beside what the unit asks for. */
  readonly times?: string;
}

/** `service sku meter`, and where it needs more, more. */
export function thing(names: string, more: Partial<Thing> = {}): Thing {
  const [service = '', sku = '', meter = ''] = names.split(' ');
  return { service, sku, meter: meter as MeterName, ...more };
}

/** Our unit and what a price per theirs is multiplied by to be per ours, by meter and their unit. Every factor is exact. */
const UNITS: Readonly<Partial<Record<MeterName, Readonly<Record<string, readonly [string, string]>>>>> = {
  compute: { hour: ['h', '1'], 'gpu-hour': ['h', '1'], 'chip-hour': ['h', '1'] },
  address: { hour: ['h', '1'] },
  gateway: { hour: ['h', '1'] },
  'control-plane': { hour: ['h', '1'] },
  vcpu: { 'vcpu-hour': ['vCPU-h', '1'], 'vcpu-second': ['vCPU-h', '3600'] },
  memory: { 'gib-hour': ['GiB-h', '1'], 'gb-hour': ['GiB-h', '1'], 'gib-second': ['GiB-h', '3600'] },
  storage: { 'gib-month': ['GiB-month', '1'], 'gb-month': ['GiB-month', '1'], 'disk-month': ['disk-month', '1'] },
  snapshot: { 'gib-month': ['GiB-month', '1'], 'gb-month': ['GiB-month', '1'] },
  backup: { 'gb-month': ['GiB-month', '1'] },
  iops: { 'iops-month': ['IOPS-month', '1'] },
  throughput: { 'gibps-month': ['MiB/s-month', '0.0009765625'] },
  data: { gb: ['GB', '1'], gib: ['GiB', '1'] },
  egress: { gb: ['GB', '1'], gib: ['GiB', '1'] },
  'capacity-units': { 'lcu-hour': ['LCU-h', '1'] },
  'function-seconds': { 'gb-second': ['GB-s', '1'] },
  provisioned: { 'gb-second': ['GiB-h', '3600'] },
  requests: {
    '1m-requests': ['request', '0.000001'],
    '1m-invocations': ['request', '0.000001'],
    '10k-operations': ['request', '0.0001'],
    '1k-requests': ['request', '0.001'],
  },
};

/** Rows of a line of facts in our units; a line that is no thing of ours, or has a unit that no meter has, is counted and left out. */
export function rowsOfThings(fact: Fact, things: readonly Thing[] | undefined, drops: Drops): BookRow[] {
  if (things === undefined) {
    drops.count('no-meter');
    return [];
  }
  return things.flatMap((item) => {
    const { service, sku, meter, attributes = {}, basis = 'list', column = 'on-demand', times = '1' } = item;
    const quoted = need(fact, 'unit');
    const unit = UNITS[meter]?.[quoted];
    if (unit === undefined) throw new RangeError(`${service} ${sku}: nothing says what ${meter} per ${quoted} is`);
    const usd = need(fact, 'usd');
    const prices = soundPrices({ [column]: isDecimal(usd) ? multiply(multiply(usd, times), unit[1]) : usd }, drops);
    if (prices === null) return [];
    const row = bookRow({
      service,
      region: need(fact, 'region'),
      sku,
      meter,
      unit: unit[0],
      attributes,
      prices,
      basis,
      asOf: dayOf(need(fact, 'as_of')),
    });
    return [item.isFirstTier === true ? { ...row, tierNotApplied: true } : row];
  });
}

/** One row where facts price the same thing in two columns. */
export function mergeColumns(rows: readonly BookRow[]): BookRow[] {
  const merged = new Map<string, BookRow>();
  for (const row of rows) {
    const { service, region, sku, meter, attributes } = row;
    const key = JSON.stringify([service, region, sku, meter, attributes]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? row : { ...known, prices: { ...known.prices, ...row.prices } });
  }
  return [...merged.values()];
}
