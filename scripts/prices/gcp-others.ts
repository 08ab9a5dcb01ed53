import { type FormattedTable, formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { Drops } from './drops.ts';
import { type Fact, need, readFacts } from './facts.ts';
import { mergeColumns, rowsOfThings, type Thing, thing } from './thing.ts';

const FIRST_TIER = { isFirstTier: true };
/** Two zones hold a copy each; the same word as for databases. */
const REGIONAL = { attributes: { deployment: 'multi-az' } };

const THINGS: Readonly<Record<string, readonly Thing[]>> = {
  'disk/hdd': [thing('disk pd-standard storage')],
  'disk/balanced': [thing('disk pd-balanced storage')],
  'disk/ssd': [thing('disk pd-ssd storage')],
  'disk/extreme': [thing('disk pd-extreme storage')],
  'disk/hyperdisk-extreme': [thing('disk hyperdisk-extreme storage')],
  'disk/hdd-replicated': [thing('disk pd-standard storage', REGIONAL)],
  'disk/balanced-replicated': [thing('disk pd-balanced storage', REGIONAL)],
  'disk/ssd-replicated': [thing('disk pd-ssd storage', REGIONAL)],
  'disk/local': [thing('disk local-ssd storage')],
  'disk/local-c4': [thing('disk local-ssd-c4 storage')],
  'disk/local-c4a': [thing('disk local-ssd-c4a storage')],
  'disk/local-c4d': [thing('disk local-ssd-c4d storage')],
  'disk/snapshot': [thing('disk snapshot snapshot')],
  'gcs/bucket/standard': [thing('storage standard storage')],
  'gcs/bucket/nearline': [thing('storage nearline storage')],
  'gcs/bucket/coldline': [thing('storage coldline storage')],
  'gcs/bucket/archiv': [thing('storage archive storage')],
  'gcs/bucket/dra': [thing('storage durable-reduced-availability storage')],
  'gcs/retrieval/nearline': [thing('storage nearline data')],
  'gcs/retrieval/coldline': [thing('storage coldline data')],
  'gcs/retrieval/archiv': [thing('storage archive data')],
  'network/ip/vm': [thing('address in-use address')],
  'network/ip/unused': [thing('address unused address')],
  'network/nat/gateway': [thing('nat nat-gateway gateway')],
  'network/nat/data': [thing('nat nat-gateway data')],
  'network/vpn/tunnel': [thing('vpn tunnel gateway')],
  'forwarding-rule': [thing('load-balancer forwarding-rule gateway')],
  'cluster-management-fee': [thing('gke cluster control-plane')],
  'autopilot-vcpu': [thing('gke autopilot vcpu')],
  'autopilot-memory': [thing('gke autopilot memory')],
  'autopilot-ephemeral-storage': [thing('gke autopilot storage')],
  'invocations-gen1': [thing('functions gen1 requests')],
  'memory-gen1': [thing('functions gen1 function-seconds')],
  requests: [thing('run requests requests')],
  'cpu-tier2-request-based': [thing('run tier-2-request-based vcpu')],
  'memory-tier2-request-based': [thing('run tier-2-request-based memory')],
  'tpu-v5p': [thing('tpu tpu-v5p compute', { basis: 'unverified' })],
  'tpu-v6e': [thing('tpu tpu-v6e compute', { basis: 'unverified' })],
};
const OF_SERVICE: Readonly<Record<string, readonly Thing[]>> = {
  'artifact-registry/storage': [thing('artifact-registry storage storage')],
  'logging/ingestion': [thing('logging ingestion data')],
};
/** From, inclusive, to, in TiB a month; the first is the price of every GiB that nobody has counted. */
const EGRESS_TIERS: Readonly<Record<string, { readonly suffix: string; readonly more?: Partial<Thing> }>> = {
  '0-1': { suffix: '', more: FIRST_TIER },
  '1-10': { suffix: '-1-to-10-tib' },
  '10n': { suffix: '-over-10-tib' },
};

/** All that is no machine, in one file: disks, storage, addresses, traffic, functions, accelerators to attach. */
export function buildGcpOthers(dir: string, drops: Drops): FormattedTable {
  const rows = readFacts(dir, 'gcp-other.csv').flatMap((fact) => rowsOfThings(fact, thingsOf(fact), drops));
  return formatPrices(mergeColumns(rows), {
    path: 'other.csv',
    sources: ['cyclenerd', 'infracost', 'autoscaler', 'opencost', 'skypilot'],
    method: 'list prices: disks, storage and network by region; containers, functions, accelerators and TPUs in us-central1 only',
  });
}

function thingsOf(fact: Fact): readonly Thing[] | undefined {
  const service = need(fact, 'service');
  const sku = need(fact, 'sku');
  if (service === 'compute-gpu') {
    const column = sku.endsWith('-spot') ? 'spot' : 'on-demand';
    return [{ service: 'compute', sku: sku.replace(/-spot$|-40gb$/, ''), meter: 'compute', column }];
  }
  const [, place = '', range = ''] = /^network\/traffic\/egress\/internet(\/\w+)?:(.+)$/.exec(sku) ?? [];
  const tier = EGRESS_TIERS[range];
  if (tier !== undefined) return [thing(`network egress-internet${place.replace('/', '-')}${tier.suffix} egress`, tier.more)];
  return OF_SERVICE[`${service}/${sku}`] ?? THINGS[sku];
}
