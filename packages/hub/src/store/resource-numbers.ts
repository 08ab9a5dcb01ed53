import { parseScopeId, type ScopeId, type TenantId } from '@openfinops/core';
import type { Database } from './database.ts';

/**
 * Resources by number. A resource is its id within its owner, `<provider>/<account>`: a charge names both. Series, allocations and findings
 * name the id alone and mean whoever owns it; where nobody is known yet, the first owner to appear adopts the row.
 */
export interface ResourceNumbers {
  /** Inside a write transaction only. */
  ofOwned(tenant: TenantId, scope: ScopeId, resourceId: string): number;
  /** Inside a write transaction only. */
  ofAny(tenant: TenantId, resourceId: string): number;
  /** Forgets what is in memory, which a rollback may have made untrue. */
  forget(): void;
}

const NOBODY = '';
const MAX_CACHED = 200_000;

export function createResourceNumbers(db: Database): ResourceNumbers {
  const cache = new Map<string, number>();
  const find = db.query<[number]>('SELECT no FROM resources WHERE tenant = ? AND id = ? AND owner = ?');
  const findAny = db.query<[number]>('SELECT no FROM resources WHERE tenant = ? AND id = ? ORDER BY owner DESC LIMIT 1');
  const adopt = db.query<[number]>(`UPDATE resources SET owner = ? WHERE tenant = ? AND id = ? AND owner = '${NOBODY}' RETURNING no`);
  const insert = db.query<[number]>('INSERT INTO resources (tenant, id, owner) VALUES (?, ?, ?) RETURNING no');

  const remember = (key: string, row: readonly [number] | undefined): number => {
    if (row === undefined) throw new RangeError(`the resource "${key}" got no number`);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, row[0]);
    return row[0];
  };
  return {
    ofOwned(tenant, scope, resourceId) {
      const key = `${tenant}\0${scope}\0${resourceId}`;
      const cached = cache.get(key);
      if (cached !== undefined) return cached;
      const parts = parseScopeId(scope);
      const owner = parts === undefined ? NOBODY : `${parts.provider}/${parts.accountId}`;
      return remember(key, find.get(tenant, resourceId, owner) ?? adopt.get(owner, tenant, resourceId) ?? insert.get(tenant, resourceId, owner));
    },
    ofAny(tenant, resourceId) {
      const key = `${tenant}\0${NOBODY}\0${resourceId}`;
      return cache.get(key) ?? remember(key, findAny.get(tenant, resourceId) ?? insert.get(tenant, resourceId, NOBODY));
    },
    forget: () => cache.clear(),
  };
}
