import type { Decimal, LinePrice, MeterName, PriceSourceName, Purchase, ResourceKind } from '@openfinops/core';

/** One billable thing of a made-up estate. */
export interface Thing {
  readonly scope: string;
  readonly id: string;
  readonly name: string;
  readonly kind: ResourceKind;
  readonly sku: string;
  readonly purchase: Purchase;
  readonly state: 'running' | 'stopped';
  readonly meters: readonly Metered[];
  /** How much of it is used around noon and around midnight; null: nobody measures it. */
  readonly cpu: readonly [noonRatio: number, midnightRatio: number] | null;
  readonly memoryRatio: number | null;
  readonly gpuRatio?: number;
  /** Runs between these hours of the day (UTC) alone. */
  readonly hoursOfDay?: readonly [from: number, to: number];
}

export interface Metered {
  readonly meter: MeterName;
  readonly unit: string;
  readonly unitMs: number;
  readonly amount: Decimal;
  readonly price: LinePrice;
}

const HOUR_MS = 3_600_000;
const MONTH_MS = 730 * HOUR_MS;
const ACCOUNT = 'aws/481516234200';
const SITE = 'onprem/berlin-1/global/host';

/** Six services in two clouds and one room: busy, idle, unpriced, unmeasured, and priced from a list of the spring. */
export const THINGS: readonly Thing[] = [
  gpuNode('gpu-node-1', 0.71),
  gpuNode('gpu-node-2', 0.018),
  ...['web-1', 'web-2', 'web-3'].map((name, index) => machine(name, 'm5.xlarge', '0.192', [0.62 - index * 0.07, 0.21])),
  { ...machine('web-burst-1', 'm5.xlarge', '0.192', [0.74, 0.3]), hoursOfDay: [7, 19] },
  { ...machine('web-burst-2', 'm5.xlarge', '0.192', [0.69, 0.3]), hoursOfDay: [8, 18] },
  machine('batch-runner', 'c5.4xlarge', '0.68', [0.34, 0.88]),
  machine('staging-app', 'm5.2xlarge', '0.384', [0.021, 0.012]),
  machine('old-build-server', 'm4.2xlarge', '0.4', [0.008, 0.006], { source: 'bundled', asOf: '2026-05-02' }),
  { ...machine('license-server', 'z1d.large-custom', null, [0.11, 0.1]), memoryRatio: 0.42 },
  disk('web-1-root', '80'),
  disk('old-build-server-data', '900'),
  disk('detached-2024-backup', '500'),
  database('orders-db', '0.48', 0.37),
  database('reports-db', '0.24', 0.09),
  gateway('nat-eu-1', '0.052'),
  azureMachine('erp-frontend', '0.166', [0.28, 0.05]),
  azureMachine('erp-backend', '0.333', [0.41, 0.12]),
];

function priced(price: Decimal, source: PriceSourceName = 'live', asOf = '2026-11-20'): LinePrice {
  const basis = source === 'rate-card' ? 'rate-card' : 'list';
  return { source, asOf, id: null, basis, estimated: false, tierNotApplied: false, listPrice: price, effectivePrice: price };
}

function machine(name: string, sku: string, price: Decimal | null, cpu: Thing['cpu'], from?: { source: PriceSourceName; asOf: string }): Thing {
  const linePrice: LinePrice = price === null ? { missing: 'sku-unknown' } : priced(price, from?.source, from?.asOf);
  return {
    scope: `${ACCOUNT}/eu-central-1/ec2`,
    id: `arn:aws:ec2:eu-central-1:481516234200:instance/i-${name}`,
    name,
    kind: 'machine',
    sku,
    purchase: 'on-demand',
    state: 'running',
    meters: [{ meter: 'compute', unit: 'h', unitMs: HOUR_MS, amount: '1', price: linePrice }],
    cpu,
    memoryRatio: null,
  };
}

function disk(name: string, gib: Decimal): Thing {
  return {
    ...machine(name, 'gp3', '0', null),
    id: `arn:aws:ec2:eu-central-1:481516234200:volume/vol-${name}`,
    kind: 'disk',
    meters: [{ meter: 'storage', unit: 'GiB-month', unitMs: MONTH_MS, amount: gib, price: priced('0.0952') }],
  };
}

function database(name: string, price: Decimal, cpuRatio: number): Thing {
  return {
    ...machine(name, 'db.m5.xlarge', price, [cpuRatio, cpuRatio / 2]),
    scope: `${ACCOUNT}/eu-central-1/rds`,
    id: `arn:aws:rds:eu-central-1:481516234200:db:${name}`,
    kind: 'database',
    memoryRatio: 0.66,
  };
}

function gateway(name: string, price: Decimal): Thing {
  return {
    ...machine(name, 'nat-gateway', price, null),
    scope: `${ACCOUNT}/eu-central-1/vpc`,
    id: `arn:aws:ec2:eu-central-1:481516234200:natgateway/${name}`,
    kind: 'gateway',
  };
}

function azureMachine(name: string, price: Decimal, cpu: Thing['cpu']): Thing {
  return {
    ...machine(name, 'Standard_D4s_v5', price, cpu),
    scope: 'azure/7d3c9a10-0f5e-4d2b-9a55-2f1f4f7f6a01/westeurope/virtual-machines',
    id: `/subscriptions/7d3c9a10-0f5e-4d2b-9a55-2f1f4f7f6a01/resourcegroups/erp/providers/microsoft.compute/virtualmachines/${name}`,
  };
}

function gpuNode(name: string, gpuRatio: number): Thing {
  const hourly = (meter: MeterName, price: Decimal): Metered => ({
    meter,
    unit: 'h',
    unitMs: HOUR_MS,
    amount: '1',
    price: priced(price, 'rate-card', '2026-10-01'),
  });
  return {
    scope: SITE,
    id: `onprem://${name}`,
    name,
    kind: 'machine',
    sku: 'host',
    purchase: 'owned',
    state: 'running',
    meters: [
      hourly('capex', '0.861872146119'),
      hourly('opex', '0.239726027397'),
      { meter: 'energy', unit: 'kWh', unitMs: HOUR_MS, amount: gpuRatio > 0.5 ? '1.46' : '0.38', price: priced('0.21', 'rate-card', '2026-10-01') },
    ],
    cpu: [gpuRatio > 0.5 ? 0.33 : 0.012, gpuRatio > 0.5 ? 0.29 : 0.008],
    memoryRatio: gpuRatio > 0.5 ? 0.58 : 0.06,
    gpuRatio,
  };
}
