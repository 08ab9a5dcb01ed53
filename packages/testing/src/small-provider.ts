import {
  type Collect,
  type Collection,
  type Discovery,
  type LookNeeds,
  lookInTurn,
  type Offer,
  type Provider,
  type Resource,
} from '@openfinops/core';

const SCOPE = 'aws/123456789012/us-west-2/ec2';
const HOUR_MS = 3_600_000;
const START_MS = 1_795_240_800_000;

const OFFER: Offer = { sku: 'm5.xlarge', amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand', attributes: {} };

export const SMALL_RESOURCE: Resource = {
  id: 'arn:aws:ec2:us-west-2:123456789012:instance/i-0abc12345def67890',
  scope: SCOPE,
  kind: 'machine',
  name: 'web-1',
  sku: 'm5.xlarge',
  state: 'running',
  purchase: 'on-demand',
  attributes: { os: 'linux' },
  sightings: [{ meter: 'compute', bills: true, offer: OFFER, startMs: START_MS }],
  tags: { team: 'ml' },
};

export const SMALL_DISCOVERY: readonly Discovery[] = [
  { type: 'scope', scope: SCOPE, observedAtMs: START_MS },
  { type: 'resource', resource: SMALL_RESOURCE },
  { type: 'done', scope: SCOPE, count: 1, calls: 1 },
];

const RESOURCE_ID = SMALL_RESOURCE.id;

export const SMALL_COLLECTION: readonly Collection[] = [
  {
    type: 'series',
    series: {
      resourceId: RESOURCE_ID,
      name: 'cpu.utilization',
      unit: '1',
      statistic: 'average',
      startMs: START_MS,
      stepMs: 300_000,
      values: [0.5, null],
    },
  },
  {
    type: 'reading',
    reading: {
      resourceId: RESOURCE_ID,
      scope: SCOPE,
      meter: 'requests',
      fromMs: START_MS,
      toMs: START_MS + HOUR_MS,
      offer: { ...OFFER, amount: '7', unit: 'request', unitMs: null },
      evidence: 3,
      unknown: [],
    },
  },
  {
    type: 'allocation',
    allocation: { resourceId: RESOURCE_ID, hourStartMs: START_MS, target: { kind: 'pod', id: 'a/b' }, share: '0.5', basis: 'requests' },
  },
  { type: 'cursor', scope: SCOPE, cursor: { version: 1 } },
];

/** The smallest provider that keeps the contract: one scope, one machine. */
export function createSmallProvider({
  discover = discoverSmall,
  collect = collectSmall,
  ...overrides
}: Partial<Omit<Provider, 'look'>> & { readonly collect?: Collect } = {}): Provider {
  return {
    info: { accountId: '123456789012', region: 'us-west-2', hostname: 'laptop', notices: [] },
    billingRules: { ec2: { compute: RULE, requests: { ...RULE, isRead: true } } },
    priceSources: [],
    probe: async () => [{ name: 'ec2:DescribeInstances', ok: true, detail: 'allowed' }],
    plan: () => ({ calls: 1, billedUnits: 0, usdPerMonth: '0' }),
    discover,
    look: lookInTurn(discover, collect),
    ...overrides,
  };
}

async function* discoverSmall(signal: AbortSignal): AsyncGenerator<Discovery> {
  for (const item of SMALL_DISCOVERY) {
    signal.throwIfAborted();
    yield item;
  }
}

async function* collectSmall(resources: readonly Resource[], { signal }: LookNeeds): AsyncGenerator<Collection> {
  signal.throwIfAborted();
  for (const item of resources.length === 0 ? [] : SMALL_COLLECTION) {
    signal.throwIfAborted();
    yield item;
  }
}

const RULE = { proof: 'lastStart', backfillHours: 24, minimumMs: 60_000, offerMayChange: false, source: 'example' } as const;
