import {
  BATCH_SCHEMA,
  type Charge,
  chargeId,
  chargeToWire,
  costLine,
  HOUR_MS,
  hourOf,
  isPriced,
  multiply,
  parseScopeId,
  roundDecimal,
  sum,
  totalsOf,
  type WireResource,
  type WireSeries,
} from '@openfinops/core';
import { type Metered, THINGS, type Thing } from './estate-things.ts';

const STEP_S = 300;
const STEPS_AN_HOUR = 12;
const CHARGES_A_BODY = 400;
const USE_HOURS = 30;

/** What the agents of a made-up estate post to a hub: their registrations apart, every body whole and within the contract. */
export function* estateBodies(nowMs: number, days: number): Generator<object> {
  yield bodyOf(nowMs, 'resources', 'cost', { resources: THINGS.map(resourceOf), charges: [] });
  let charges: object[] = [];
  let part = 0;
  for (const charge of chargesOf(nowMs, days)) {
    charges.push(chargeToWire(charge));
    if (charges.length < CHARGES_A_BODY) continue;
    yield bodyOf(nowMs, `charges-${part++}`, 'cost', { resources: [], charges });
    charges = [];
  }
  yield bodyOf(nowMs, 'charges-last', 'cost', { resources: [], charges });
  yield bodyOf(nowMs, 'use', 'use', { series: THINGS.flatMap((thing) => seriesOf(thing, nowMs)), allocations: [], findings: findingsOf(nowMs) });
  yield { ...bodyOf(nowMs, 'cycle', 'cycle', cycleOf()), events: [PROBLEM(nowMs)] };
}

function bodyOf(nowMs: number, batchId: string, kind: string, records: object): object {
  const envelope = { schema: BATCH_SCHEMA, kind, batch_id: `estate-${batchId}`, cycle_id: 'estate', part: 1, expires: null, agent_version: '0.1.0' };
  return {
    agent_id: 'finops-eu',
    timestamp: nowMs / 1000,
    hostname: 'finops-eu',
    cloud_provider: 'aws',
    region: 'eu-central-1',
    metrics: { ...envelope, window: { start: hourOf(nowMs) / 1000, end: nowMs / 1000 }, ...records },
    events: [],
    traces: [],
  };
}

function* chargesOf(nowMs: number, days: number): Generator<Charge> {
  const openHourMs = hourOf(nowMs);
  for (let hourStartMs = openHourMs - days * 24 * HOUR_MS; hourStartMs <= openHourMs; hourStartMs += HOUR_MS) {
    for (const thing of THINGS) {
      if (!isRunning(thing, hourStartMs)) continue;
      for (const metered of thing.meters) yield chargeOf(thing, metered, hourStartMs, Math.min(nowMs, hourStartMs + HOUR_MS));
    }
  }
}

function chargeOf(
  { scope, id, sku, purchase, name }: Thing,
  { meter, unit, unitMs, amount, price }: Metered,
  hourStartMs: number,
  toMs: number,
): Charge {
  const parts = parseScopeId(scope);
  if (parts === undefined) throw new RangeError(`"${scope}" is no scope id`);
  const isDoubtful = name === 'batch-runner' && new Date(hourStartMs).getUTCHours() === 3;
  const lineEndMs = isDoubtful ? Math.min(toMs, hourStartMs + HOUR_MS / 2) : toMs;
  const lines =
    lineEndMs > hourStartMs
      ? [costLine({ fromMs: hourStartMs, toMs: lineEndMs, sku, purchase, amount, unit, unitMs, evidence: 3, unsettled: false, price })]
      : [];
  return {
    id: chargeId({ ...parts, resourceId: id, meter, hourStartMs }),
    scope,
    resourceId: id,
    meter,
    hourStartMs,
    observedMs: toMs,
    complete: toMs === hourStartMs + HOUR_MS,
    currency: 'USD',
    lines,
    unknown: lineEndMs < toMs ? [{ fromMs: lineEndMs, toMs }] : [],
    ...totalsOf(lines),
  };
}

function isRunning({ hoursOfDay }: Thing, hourStartMs: number): boolean {
  const hour = new Date(hourStartMs).getUTCHours();
  return hoursOfDay === undefined || (hour >= hoursOfDay[0] && hour < hoursOfDay[1]);
}

function resourceOf(thing: Thing): WireResource {
  const parts = parseScopeId(thing.scope);
  const rates = thing.meters.map(({ price, amount, unitMs }) =>
    isPriced(price) ? multiply(multiply(price.effectivePrice, amount), String(HOUR_MS / unitMs)) : null,
  );
  const known = rates.filter((rate) => rate !== null);
  return {
    id: thing.id,
    provider: parts?.provider ?? '',
    service: parts?.service ?? '',
    kind: thing.kind,
    name: thing.name,
    account_id: parts?.accountId ?? '',
    region: parts?.region ?? '',
    scope: thing.scope,
    sku: thing.sku,
    state: thing.state,
    purchase: thing.purchase,
    attributes: {},
    parent_id: null,
    tags: {},
    usd_per_hour: known.length < rates.length ? null : roundDecimal(sum(known), 12),
  };
}

function seriesOf(thing: Thing, nowMs: number): WireSeries[] {
  const startMs = hourOf(nowMs) - USE_HOURS * HOUR_MS;
  const steps = Math.floor((nowMs - startMs) / (STEP_S * 1000));
  const of = (name: string, ratioAt: (hourOfDay: number) => number): WireSeries => ({
    resource_id: thing.id,
    name,
    unit: '1',
    statistic: 'average',
    start: startMs / 1000,
    step_s: STEP_S,
    values: Array.from({ length: steps }, (_, step) => Number(ratioAt((step / STEPS_AN_HOUR) % 24).toFixed(4))),
  });
  const { cpu, memoryRatio, gpuRatio } = thing;
  const series: WireSeries[] = [];
  if (cpu !== null) series.push(of('cpu.utilization', (hour) => dayCurve(cpu, hour)));
  if (memoryRatio !== null) series.push(of('memory.utilization', () => memoryRatio));
  if (gpuRatio !== undefined) series.push(of('gpu.utilization', () => gpuRatio));
  return series;
}

/** High around noon, low around midnight. */
function dayCurve([noonRatio, midnightRatio]: readonly [number, number], hourOfDay: number): number {
  const day = (1 - Math.cos((hourOfDay / 24) * 2 * Math.PI)) / 2;
  return midnightRatio + (noonRatio - midnightRatio) * day;
}

function findingsOf(nowMs: number): object[] {
  const detached = THINGS.find(({ name }) => name === 'detached-2024-backup');
  const window = { start: (nowMs - 7 * 24 * HOUR_MS) / 1000, end: nowMs / 1000 };
  return [
    {
      rule: 'disk-without-machine',
      resource_id: detached?.id ?? '',
      window,
      evidence: { attached_to: null, days: 7 },
      usd_per_hour_at_stake: '0.0652',
    },
  ];
}

function cycleOf(): object {
  const whole = { complete: true, calls: 6, seconds: 1.4, problem: null };
  const scopes = [...new Set(THINGS.map(({ scope }) => scope))].map((scope) => ({
    scope,
    ...whole,
    resources: THINGS.filter((thing) => thing.scope === scope).length,
  }));
  const refused = {
    scope: 'aws/481516234200/us-east-1/ec2',
    complete: false,
    resources: 0,
    calls: 1,
    seconds: 0.3,
    problem: 'AWS refused ec2:DescribeInstances in us-east-1',
  };
  return {
    summary: {
      resources: { running: THINGS.length },
      list_usd_per_hour: null,
      effective_usd_per_hour: null,
      unpriced: [{ reason: 'sku-unknown', sku: 'z1d.large-custom', count: 1 }],
    },
    scopes: [...scopes, refused],
    coverage: { shortest_life_s: 300, not_covered: [{ what: 'Data transfer between zones', why: 'no API tells it by the hour' }] },
    own_cost: { calls: 61, billed_units: 0, usd: '0', usd_per_month: '0' },
    parts: 1,
  };
}

function PROBLEM(nowMs: number): object {
  return {
    kind: 'problem',
    stage: 'discover',
    code: 'AUTH_DENIED',
    scope: 'aws/481516234200/us-east-1/ec2',
    message: 'AWS refused ec2:DescribeInstances in us-east-1',
    hint: 'Attach the policy printed by `openfinops-agent permissions aws`.',
    at: nowMs / 1000,
  };
}
