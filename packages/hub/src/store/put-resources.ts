import type { TenantId, WireResource } from '@openfinops/core';
import type { Database } from './database.ts';
import type { ResourceNumbers } from './resource-numbers.ts';
import type { Words } from './words.ts';

export interface ResourceTable {
  put(tenant: TenantId, timestampMs: number, resources: readonly WireResource[]): void;
}

/** Of two reports of one resource the later is kept, whichever arrives first. */
export function createResourceTable(db: Database, words: Words, numbers: ResourceNumbers): ResourceTable {
  const update = db.query('UPDATE resources SET scope = ?, seen_ms = ?, gone = ?, rate = ?, currency = ?, record = ? WHERE no = ? AND seen_ms <= ?');
  return {
    put(tenant, timestampMs, resources) {
      for (const resource of resources) {
        const { perHour, currency } = rateOf(resource);
        const gone = resource.state === 'deleted' ? 1 : 0;
        const no = numbers.ofOwned(tenant, resource.scope, resource.id);
        const scopeNo = words.numberOf(tenant, 'scope', resource.scope);
        update.run(scopeNo, timestampMs, gone, perHour, currency, JSON.stringify(resource), no, timestampMs);
      }
    },
  };
}

function rateOf(resource: WireResource): { perHour: string | null; currency: string } {
  if (resource.usd_per_hour !== null) return { perHour: resource.usd_per_hour, currency: 'USD' };
  return { perHour: resource.rate_per_hour ?? null, currency: resource.currency ?? 'USD' };
}
