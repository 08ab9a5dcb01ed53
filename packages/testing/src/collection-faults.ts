import {
  type Allocation,
  type BillingRules,
  type Collection,
  compareDecimals,
  HOUR_MS,
  hourOf,
  isDecimal,
  METERS,
  type MeterReading,
  type MetricSeries,
  parseScopeId,
  type Resource,
  sum,
} from '@openfinops/core';

/** What is wrong with what a provider collected of these resources, one sentence each; empty: it keeps the contract. */
export function collectionFaults(items: readonly Collection[], resources: readonly Resource[], rules: BillingRules): string[] {
  const ids = new Set(resources.map((resource) => resource.id));
  const faults: string[] = [];
  const readings: MeterReading[] = [];
  const allocations: Allocation[] = [];
  for (const item of items) {
    const id = resourceIdOf(item);
    if (id !== undefined && !ids.has(id)) faults.push(`${item.type} of ${id}, which was not asked about`);
    if (item.type === 'series') faults.push(...seriesFaults(item.series));
    if (item.type === 'reading') readings.push(item.reading);
    if (item.type === 'allocation') allocations.push(item.allocation);
    if (item.type === 'cursor' && !isJson(item.cursor)) faults.push(`the cursor of ${item.scope} does not survive JSON`);
    if (item.type === 'problem' && item.problem.message === '') faults.push('a problem without a message');
  }
  return [...faults, ...readings.flatMap((reading) => readingFaults(reading, rules)), ...overlaps(readings), ...allocationFaults(allocations)];
}

function resourceIdOf(item: Collection): string | undefined {
  if (item.type === 'series') return item.series.resourceId;
  if (item.type === 'reading') return item.reading.resourceId;
  if (item.type === 'allocation') return item.allocation.resourceId;
  return item.type === 'finding' ? item.finding.resourceId : undefined;
}

function seriesFaults(series: MetricSeries): string[] {
  const faults: string[] = [];
  const where = `${series.resourceId} ${series.name}`;
  if (!Number.isInteger(series.startMs) || !(series.stepMs > 0)) faults.push(`${where}: starts at ${series.startMs}, steps ${series.stepMs} ms`);
  if (series.values.length === 0) faults.push(`${where}: no values`);
  for (const value of series.values) {
    if (value === null) continue;
    if (!Number.isFinite(value)) faults.push(`${where}: ${value} is neither finite nor null`);
    if (series.name.endsWith('.utilization') && (value < 0 || value > 1)) faults.push(`${where}: ${value} is no ratio`);
  }
  return faults;
}

function readingFaults(reading: MeterReading, rules: BillingRules): string[] {
  const faults: string[] = [];
  const { fromMs, toMs, offer, meter } = reading;
  const where = `${reading.resourceId} ${meter}`;
  if (!(fromMs < toMs)) faults.push(`${where}: reads [${fromMs}, ${toMs})`);
  if (toMs > hourOf(fromMs) + HOUR_MS) faults.push(`${where}: a reading crosses the hour`);
  for (const span of reading.unknown) {
    if (span.fromMs >= span.toMs || hourOf(span.fromMs) !== hourOf(fromMs)) faults.push(`${where}: an unknown span outside its hour`);
  }
  if (offer === null && reading.unknown.length === 0) faults.push(`${where}: neither an offer nor an unknown span`);
  const units: readonly string[] = METERS[meter] ?? [];
  if (offer !== null && !units.includes(offer.unit)) faults.push(`${where}: unit "${offer.unit}"`);
  if (offer !== null && (!isDecimal(offer.amount) || offer.amount.startsWith('-'))) faults.push(`${where}: amount "${offer.amount}" is no decimal`);
  const service = parseScopeId(reading.scope)?.service ?? '';
  if (rules[service]?.[meter] === undefined) faults.push(`${where}: no billing rule for ${service} ${meter}`);
  return faults;
}

/** Two readings of one meter never speak of the same instant. */
function overlaps(readings: readonly MeterReading[]): string[] {
  const faults: string[] = [];
  const ends = new Map<string, number>();
  for (const reading of [...readings].sort((a, b) => a.fromMs - b.fromMs)) {
    const key = `${reading.resourceId} ${reading.meter}`;
    if (reading.fromMs < (ends.get(key) ?? 0)) faults.push(`${key}: readings overlap at ${reading.fromMs}`);
    ends.set(key, Math.max(reading.toMs, ends.get(key) ?? 0));
  }
  return faults;
}

/** Shares of one basis of one resource in one hour sum to at most 1. */
function allocationFaults(allocations: readonly Allocation[]): string[] {
  const faults: string[] = [];
  const shares = new Map<string, string[]>();
  const targets = new Set<string>();
  for (const { resourceId, hourStartMs, basis, share, target } of allocations) {
    const key = `${resourceId} ${basis} ${hourStartMs}`;
    const targetKey = `${key} ${target.kind} ${target.id}`;
    if (hourOf(hourStartMs) !== hourStartMs) faults.push(`${key}: starts at no hour`);
    if (targets.has(targetKey)) faults.push(`${targetKey}: allocated twice`);
    targets.add(targetKey);
    if (isDecimal(share) && !share.startsWith('-')) shares.set(key, [...(shares.get(key) ?? []), share]);
    else faults.push(`${key}: share "${share}"`);
  }
  for (const [key, parts] of shares) if (compareDecimals(sum(parts), '1') > 0) faults.push(`${key}: shares sum to ${sum(parts)}`);
  return faults;
}

function isJson(value: unknown): boolean {
  return JSON.stringify(JSON.parse(JSON.stringify(value ?? null))) === JSON.stringify(value) && !hasLoss(value);
}

/** NaN, infinities, undefined, maps and sets, which JSON drops or turns into null. */
function hasLoss(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (value === undefined || value instanceof Map || value instanceof Set) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasLoss);
}
