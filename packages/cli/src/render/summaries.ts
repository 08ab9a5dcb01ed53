import { compareDecimals, type Decimal, type WireCharge, type WireDocument, type WireResource } from '@openfinops/core';
import { groupBy } from './group-by.ts';
import { addMoney, addUp, type MoneySum, NOTHING, sumCharges, sumMoney } from './money-sum.ts';
import { openCharges } from './open-hour.ts';

/** What the table says of one resource. Ratios are 0..1; null: measured, but not known; undefined: nothing that it has. */
export interface ResourceLine {
  readonly resource: WireResource;
  readonly currency: string;
  readonly rate: MoneySum;
  readonly thisHour: MoneySum;
  readonly cpuRatio: number | null | undefined;
  readonly memoryRatio: number | null | undefined;
}

/** All resources of one service in one currency, the dearest first. */
export interface ServiceGroup {
  readonly provider: string;
  readonly service: string;
  readonly currency: string;
  readonly lines: readonly ResourceLine[];
  readonly rate: MoneySum;
  readonly thisHour: MoneySum;
}

/** Resources by provider, service and currency: sums never mix currencies. Dearest group first. */
export function groupByService(document: WireDocument): ServiceGroup[] {
  const charges = groupBy(openCharges(document), (charge) => charge.resource_id);
  const cpu = lastValues(document, 'cpu.utilization');
  const memory = lastValues(document, 'memory.utilization');
  const lines = document.resources.map((resource): ResourceLine => {
    const own = charges.get(resource.id) ?? [];
    return {
      resource,
      currency: resource.currency ?? own[0]?.currency ?? 'USD',
      rate: rateOf(resource, own),
      thisHour: sumCharges(own),
      cpuRatio: cpu.get(resource.id),
      memoryRatio: memory.get(resource.id),
    };
  });
  const groups = groupBy(lines, (line) => JSON.stringify([line.resource.provider, line.resource.service, line.currency]));
  return [...groups.values()].flatMap(toGroup).sort((a, b) => compareDearest(a.rate, b.rate) || compareNames(nameOf(a), nameOf(b)));
}

/** Adds up what the groups of one currency cost, by currency. */
export function totalsByCurrency(groups: readonly ServiceGroup[]): Map<string, { rate: MoneySum; thisHour: MoneySum }> {
  const totals = new Map<string, { rate: MoneySum; thisHour: MoneySum }>();
  for (const { currency, rate, thisHour } of groups) {
    const so = totals.get(currency) ?? { rate: NOTHING, thisHour: NOTHING };
    totals.set(currency, { rate: addMoney(so.rate, rate), thisHour: addMoney(so.thisHour, thisHour) });
  }
  return totals;
}

/**
 * Utilisation of a group: the mean of its resources, each weighted by how much of the capacity it has.
 * @returns null when no value is known, or a resource with a value has no capacity to weigh it by
 */
export function meanRatio(
  lines: readonly ResourceLine[],
  ratioOf: (line: ResourceLine) => number | null | undefined,
  capacity: 'vcpus' | 'memory_bytes',
): number | null {
  let used = 0;
  let total = 0;
  for (const line of lines) {
    const ratio = ratioOf(line);
    if (ratio === null || ratio === undefined) continue;
    const weight = line.resource.capacity?.[capacity];
    if (weight === undefined) return null;
    used += ratio * weight;
    total += weight;
  }
  return total === 0 ? null : used / total;
}

/** Something that runs, costs nothing an hour and has no charge is a view: billed through something else, with nothing to know. */
function rateOf(resource: WireResource, charges: readonly WireCharge[]): MoneySum {
  const rate: Decimal | null = resource.usd_per_hour ?? resource.rate_per_hour ?? null;
  const isView = rate !== null && resource.state === 'running' && charges.length === 0 && compareDecimals(rate, '0') === 0;
  return isView ? NOTHING : sumMoney([rate]);
}

function toGroup(lines: readonly ResourceLine[]): ServiceGroup[] {
  const [first] = lines;
  if (!first) return [];
  const sorted = [...lines].sort((a, b) => compareDearest(a.rate, b.rate) || compareNames(a.resource.name, b.resource.name));
  return [
    {
      provider: first.resource.provider,
      service: first.resource.service,
      currency: first.currency,
      lines: sorted,
      rate: addUp(lines.map((line) => line.rate)),
      thisHour: addUp(lines.map((line) => line.thisHour)),
    },
  ];
}

/** The last value of a metric that is known, by resource; null where all are unknown. */
function lastValues(document: WireDocument, name: string): Map<string, number | null> {
  const values = new Map<string, number | null>();
  for (const series of document.series) {
    if (series.name !== name) continue;
    values.set(series.resource_id, series.values.findLast((value) => value !== null) ?? null);
  }
  return values;
}

function compareDearest(a: MoneySum, b: MoneySum): number {
  return Math.sign(b.knownCount) - Math.sign(a.knownCount) || compareDecimals(b.known, a.known);
}

function nameOf(group: ServiceGroup): string {
  return `${group.provider}/${group.service}/${group.currency}`;
}

const NAMES = new Intl.Collator('en', { numeric: true });

/** `web-2` before `web-10`, the same on every machine. */
function compareNames(a: string, b: string): number {
  return NAMES.compare(a, b);
}
