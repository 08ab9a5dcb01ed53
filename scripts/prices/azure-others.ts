import { type FormattedTable, formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { Drops } from './drops.ts';
import { type Fact, need, readFacts } from './facts.ts';
import { rowsOfThings, type Thing, thing } from './thing.ts';

const THINGS: Readonly<Record<string, readonly Thing[]>> = {
  'managed-disks/disk-operations-standard': [thing('disk standard-operations requests')],
  'managed-disks/snapshot-standard': [thing('disk snapshot-standard snapshot')],
  'aks/standard-tier-uptime-sla': [thing('aks standard control-plane')],
  'functions/consumption-executions': [thing('functions consumption requests')],
  'functions/consumption-execution-time': [thing('functions consumption function-seconds')],
  'network/public-ip-standard-static-regional': [thing('public-ip standard address')],
  'network/public-ip-standard-static-global': [thing('public-ip standard-global address')],
  'network/nat-gateway': [thing('nat nat-gateway gateway')],
  'network/nat-gateway-data': [thing('nat nat-gateway data')],
  'network/lb-data-processed': [thing('load-balancer standard data')],
  'acr/storage-over-quota': [thing('container-registry storage storage')],
  'log-analytics/analytics-ingestion': [thing('log-analytics analytics data', { basis: 'unverified' })],
  'storage/blob-hot-lrs': [thing('storage hot-lrs storage', { isFirstTier: true })],
};

/** What is no machine, in one file; only eastus is known. */
export function buildAzureOthers(dir: string, drops: Drops): FormattedTable {
  const rows = readFacts(dir, 'azure-other.csv').flatMap((fact) => rowsOfThings(fact, thingsOf(fact), drops));
  return formatPrices(rows, {
    path: 'other.csv',
    sources: ['infracost', 'recalled'],
    method: 'list prices as tests of infracost had them; disk tiers that no second source confirms are unverified',
  });
}

/** `premium-ssd-P10-lrs` is what the retail price list calls `P10 LRS`. */
function thingsOf(fact: Fact): readonly Thing[] | undefined {
  const sku = need(fact, 'sku');
  const [, tier] = /^(?:premium-ssd|standard-ssd|standard-hdd)-([PES]\d+)-lrs$/.exec(sku) ?? [];
  if (tier === undefined) return THINGS[`${fact.service}/${sku}`];
  const basis = fact.note?.startsWith('UNVERIFIED') ? ('unverified' as const) : ('list' as const);
  return [{ service: 'disk', sku: `${tier} LRS`, meter: 'storage', basis }];
}
