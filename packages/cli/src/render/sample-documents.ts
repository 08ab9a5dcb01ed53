import {
  BATCH_SCHEMA,
  type Batch,
  type BatchKind,
  type Decimal,
  type MeterName,
  sum,
  type WireCharge,
  type WireDocument,
  type WireLine,
  type WireResource,
} from '@openfinops/core';

/** Hand-made documents for the renderer's tests: a priced server, one without a rate card, and a fleet with every trouble. */

/** 2026-11-21 10:00 UTC, epoch seconds. */
const HOUR = 1_795_255_200;
const NOW = HOUR + 900;

type LineFacts = Partial<WireLine> & { readonly price: WireLine['price'] };
type ChargeFacts = Pick<WireCharge, 'resource_id' | 'scope'> & {
  readonly meter: MeterName;
  readonly currency?: string;
  readonly unknown?: [number, number][];
};

const CARD = { source: 'rate-card', as_of: '2026-01-15', id: null, basis: 'rate-card', estimated: false, tier_not_applied: false } as const;
const BUNDLED = { ...CARD, source: 'bundled', as_of: '2026-07-20', basis: 'list' } as const;

/** One server of the house, a quarter of an hour into the hour, with a rate card. */
export function ownedServer(): WireDocument {
  const host = hostOf('gpu-node-1', '13.79');
  const of = { resource_id: host.id, scope: host.scope };
  return documentOf({
    resources: [{ ...host, usd_per_hour: '13.797073742' }],
    charges: [
      chargeOf({ ...of, meter: 'capex' }, [lineOf('7.448630136986', '1.8621575342465', { price: CARD })]),
      chargeOf({ ...of, meter: 'opex' }, [lineOf('5.547945205479', '1.38698630136975', { price: CARD })]),
      chargeOf({ ...of, meter: 'energy', unknown: [[HOUR, HOUR + 300]] }, [
        lineOf('0.12', '0.1334164', { price: CARD, unit: 'kWh', amount: '6.67082', from: HOUR + 300 }),
      ]),
    ],
    series: [seriesOf(host.id, 'cpu.utilization', [0.4217]), seriesOf(host.id, 'memory.utilization', [null, 0.0873])],
  });
}

/** A server without a rate card, of which a source is missing. */
export function unpricedServer(): WireDocument {
  const host = { ...hostOf('rack7-u12', null), tags: {} };
  const document = documentOf({
    resources: [host],
    charges: [chargeOf({ resource_id: host.id, scope: host.scope, meter: 'capex' }, [lineOf(null, null, { price: null, missing: 'rate-card' })])],
    series: [seriesOf(host.id, 'cpu.utilization', [null]), seriesOf(host.id, 'memory.utilization', [0.5])],
  });
  const hint = 'Describe the machine under onprem.card: openfinops-agent config init > openfinops.yaml';
  return {
    ...document,
    summary: { ...document.summary, unpriced: [{ reason: 'rate-card', sku: 'PowerEdge XE9680', count: 1, hint }] },
    events: [
      {
        kind: 'problem',
        stage: 'collect',
        code: 'SOURCE_MISSING',
        scope: host.scope,
        message: '/proc/stat cannot be read: permission denied',
        hint: 'Run as a user that may read /proc, or give --root.',
        at: NOW,
      },
    ],
  };
}

/** A fleet over two providers and two currencies with what can go wrong: names from outside, unknown prices, a scope that failed. */
export function troubledFleet(): WireDocument {
  const machines = Array.from({ length: 14 }, (_, index) => awsMachine(index));
  const disk = {
    ...awsMachine(0),
    id: 'arn:disk',
    service: 'ebs',
    scope: 'aws/123456789012/us-west-2/ebs',
    kind: 'disk',
    name: 'vol-数据卷-0a1b',
    sku: 'gp3',
    usd_per_hour: '0.0000123456',
  };
  const beijing = {
    ...awsMachine(3),
    id: 'arn:cn',
    name: 'web-bj-1',
    region: 'cn-north-1',
    scope: 'aws/123456789012/cn-north-1/ec2',
    usd_per_hour: null,
    rate_per_hour: '1.3',
    currency: 'CNY',
  };
  const view = { ...hostOf('agent-on-a-cloud-vm', '0'), attributes: { hosting: 'cloud' } };
  const evil = { ...awsMachine(2), id: 'arn:evil', name: 'a\u001b[2J\u001b]0;owned\u0007\u202ename', state: 'unknown' as const, usd_per_hour: null };
  const document = documentOf({
    resources: [...machines, disk, beijing, view, evil],
    charges: [
      ...machines.map((machine) =>
        chargeOf({ resource_id: machine.id, scope: machine.scope, meter: 'compute' }, [lineOf('0.192', '0.048', { price: BUNDLED })]),
      ),
      chargeOf({ resource_id: disk.id, scope: disk.scope, meter: 'storage', unknown: [[HOUR, NOW]] }, [
        lineOf('0.08', '0.00000308', { price: BUNDLED, unit: 'GiB-month', evidence: 0 }),
      ]),
      chargeOf({ resource_id: beijing.id, scope: beijing.scope, meter: 'compute', currency: 'CNY' }, [lineOf('1.3', '0.325', { price: BUNDLED })]),
      chargeOf({ resource_id: evil.id, scope: evil.scope, meter: 'compute' }, [lineOf(null, null, { price: null, missing: 'state-unknown' })]),
    ],
    series: machines.flatMap((machine, index) => [
      seriesOf(machine.id, 'cpu.utilization', [0.03 * index]),
      seriesOf(machine.id, 'memory.utilization', [null]),
    ]),
  });
  return {
    ...document,
    agent: { ...document.agent, agent_id: 'aws-123456789012-a5042f8b', cloud_provider: 'aws', region: 'global' },
    scopes: [
      { scope: 'aws/123456789012/us-west-2/ec2', complete: true, resources: 14, calls: 3, seconds: 1.2, problem: null },
      {
        scope: 'aws/123456789012/us-west-2/rds',
        complete: false,
        resources: 0,
        calls: 1,
        seconds: 0.3,
        problem: 'AWS refused rds:DescribeDBInstances',
      },
    ],
    summary: { ...document.summary, unpriced: [{ reason: 'state-unknown', sku: 'm5.xlarge', count: 1 }] },
    coverage: {
      shortest_life_s: 300,
      not_covered: [{ what: '3 running meters in aws/123456789012/us-west-2/ebs', why: 'nothing is remembered yet: billed from the next look on' }],
    },
    events: [
      {
        kind: 'problem',
        stage: 'discover',
        code: 'AUTH_DENIED',
        scope: 'aws/123456789012/us-west-2/rds',
        message: 'AWS refused rds:DescribeDBInstances in us-west-2',
        hint: 'Attach the policy printed by `openfinops-agent permissions aws`.',
        at: NOW,
      },
      { kind: 'gap', class: 'P2', reason: 'spool full', from: HOUR - 3600, to: HOUR, records: 1200, at: NOW },
    ],
  };
}

/** Nothing was found, and the only scope failed. */
export function emptyDocument(): WireDocument {
  const document = documentOf({ resources: [], charges: [], series: [] });
  return {
    ...document,
    scopes: [{ scope: 'onprem/onprem/global/host', complete: false, resources: 0, calls: 0, seconds: 0.01, problem: 'no machine' }],
  };
}

/** The batches that a document is the union of: cost in two parts, use, and the closing one. */
export function batchesOf(document: WireDocument): Batch[] {
  const { resources, charges, series, allocations, findings, events, summary, scopes, coverage, own_cost } = document;
  const batches = [
    batchOf(document, 1, 'cost', { resources: [], charges: charges.slice(0, 1) }),
    batchOf(document, 2, 'use', { series, allocations, findings }),
    batchOf(document, 3, 'cost', { resources, charges: charges.slice(1) }),
  ];
  return [...batches, batchOf(document, 4, 'cycle', { summary, scopes, coverage, own_cost, parts: 4 }, events)];
}

function batchOf({ agent, window }: WireDocument, part: number, kind: BatchKind, content: object, events: readonly unknown[] = []): Batch {
  const { agent_version, ...sender } = agent;
  const envelope = { schema: BATCH_SCHEMA, kind, batch_id: `batch-${part}`, cycle_id: 'cycle', part, expires: null, agent_version, window };
  const json = JSON.stringify({ ...sender, timestamp: window.end, metrics: { ...envelope, ...content }, events, traces: [] });
  return { id: `batch-${part}`, kind, cycleId: 'cycle', part, expiresMs: null, records: 1, json };
}

function documentOf(parts: Pick<WireDocument, 'resources' | 'charges' | 'series'>): WireDocument {
  return {
    schema: 'openfinops.document/1',
    agent: { agent_id: 'onprem-3f2a9c0d1b4e-4f53cda1', agent_version: '0.1.0', hostname: 'gpu-node-1', cloud_provider: 'onprem', region: 'global' },
    window: { start: HOUR, end: NOW },
    summary: { resources: { running: parts.resources.length }, list_usd_per_hour: null, effective_usd_per_hour: null, unpriced: [] },
    scopes: [{ scope: 'onprem/onprem/global/host', complete: true, resources: parts.resources.length, calls: 0, seconds: 0.27, problem: null }],
    coverage: { shortest_life_s: null, not_covered: [] },
    own_cost: { calls: 0, billed_units: 0, usd: '0', usd_per_month: '0' },
    allocations: [],
    findings: [],
    events: [],
    ...parts,
  };
}

function hostOf(name: string, usdPerHour: Decimal | null): WireResource {
  return {
    id: `onprem://3f2a9c0d1b4e/host`,
    provider: 'onprem',
    service: 'host',
    kind: 'machine',
    name,
    account_id: 'onprem',
    region: 'global',
    scope: 'onprem/onprem/global/host',
    sku: 'PowerEdge XE9680',
    state: 'running',
    purchase: 'owned',
    attributes: {},
    parent_id: null,
    capacity: { vcpus: 192, memory_bytes: 2_199_023_255_552 },
    tags: {},
    usd_per_hour: usdPerHour,
  };
}

function awsMachine(index: number): WireResource {
  return {
    ...hostOf(`web-${index}`, index === 5 ? '0' : '0.192'),
    id: `arn:aws:ec2:us-west-2:123456789012:instance/i-${index}`,
    provider: 'aws',
    service: 'ec2',
    account_id: '123456789012',
    region: 'us-west-2',
    scope: 'aws/123456789012/us-west-2/ec2',
    sku: 'm5.xlarge',
    state: index === 5 ? 'stopped' : 'running',
    purchase: 'on-demand',
    capacity: { vcpus: 4, memory_bytes: 17_179_869_184 },
  };
}

function chargeOf(facts: ChargeFacts, lines: WireLine[]): WireCharge {
  const known = lines.flatMap((line) => line.effective_cost ?? []);
  const cost = known.length === lines.length ? sum(known) : null;
  return {
    id: '0'.repeat(32),
    hour: HOUR,
    observed_at: NOW,
    complete: false,
    currency: 'USD',
    unknown: [],
    list_cost: cost,
    effective_cost: cost,
    known_cost: sum(known),
    lines,
    ...facts,
  };
}

function lineOf(price: Decimal | null, cost: Decimal | null, facts: LineFacts): WireLine {
  return {
    from: HOUR,
    to: NOW,
    sku: 'any',
    purchase: 'on-demand',
    amount: '1',
    unit: 'h',
    unit_s: 3600,
    evidence: 3,
    unsettled: false,
    list_price: price,
    effective_price: price,
    missing: null,
    quantity: '0.25',
    list_cost: cost,
    effective_cost: cost,
    ...facts,
  };
}

function seriesOf(resourceId: string, name: string, values: (number | null)[]): WireDocument['series'][number] {
  return { resource_id: resourceId, name, unit: '1', statistic: 'average', start: NOW - 0.25, step_s: 0.25, values };
}
