import {
  HOUR_MS,
  hourOf,
  type ResourceCost,
  type ResourceRecord,
  type Store,
  type TenantId,
  type UseOfHour,
  type Window,
  type WireResource,
} from '@openfinops/core';
import type { Database } from './database.ts';
import { meanOf, type Point } from './put-series.ts';
import { TOTALS_COLUMNS, type TotalsColumns, toTotals } from './read-money.ts';
import type { Words } from './words.ts';

type CostRow = [number, string, number | null, string | null, ...TotalsColumns];

/** Single resources: the dearest of a month with their use beside their cost, and what is said of one. */
export function createResourceCostReader(db: Database, words: Words): Pick<Store, 'resourceCosts' | 'resourceRecords'> {
  /** The cast is for the order alone: a rank, no amount. */
  const dearest = db.query<CostRow>(`
    SELECT no, id, scope, record, ${TOTALS_COLUMNS.replace('currency', 'top.currency')} FROM (
      SELECT * FROM resource_costs WHERE tenant = ? AND start_ms = ? AND charges > 0
      ORDER BY CAST(known_cost AS REAL) DESC, unpriced DESC, resource LIMIT ?
    ) AS top JOIN resources ON resources.no = top.resource
    ORDER BY CAST(known_cost AS REAL) DESC, unpriced DESC, no`);
  const ratios = db.query<[number, string]>(
    `SELECT no, text FROM words WHERE tenant = ? AND kind = 'metric' AND text LIKE '["%.utilization","1",%' ORDER BY text`,
  );
  const series = db.query<[number, string]>('SELECT metric, points FROM series WHERE tenant = ? AND hour = ? AND resource = ?');
  const records = db.query<[string, number]>(
    'SELECT record, seen_ms FROM resources WHERE tenant = ? AND id = ? AND record IS NOT NULL ORDER BY seen_ms DESC, no',
  );

  const useOf = (tenant: TenantId, resourceNo: number, names: ReadonlyMap<number, string>, window: Window): UseOfHour[] => {
    const use = new Map<string, UseOfHour>();
    for (let hourStartMs = hourOf(window.startMs); hourStartMs < window.endMs; hourStartMs += HOUR_MS) {
      for (const [metricNo, points] of series.all(tenant, hourStartMs / HOUR_MS, resourceNo)) {
        const name = names.get(metricNo);
        const meanRatio = name === undefined ? null : meanOf(JSON.parse(points) as Point[]);
        if (name !== undefined && meanRatio !== null) use.set(name, { name, hourStartMs, meanRatio });
      }
    }
    return [...use.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  return {
    async resourceCosts(tenant, { monthStartMs, use, limit }) {
      const names = new Map(ratios.all(tenant).map(([no, text]) => [no, (JSON.parse(text) as [string])[0]]));
      return dearest.all(tenant, monthStartMs, limit).map(
        ([no, resourceId, scopeNo, record, ...totals]): ResourceCost => ({
          resourceId,
          scope: scopeNo === null ? null : words.textOf(scopeNo),
          resource: record === null ? null : (JSON.parse(record) as WireResource),
          use: useOf(tenant, no, names, use),
          ...toTotals(totals),
        }),
      );
    },
    async resourceRecords(tenant, resourceId) {
      return records.all(tenant, resourceId).map(([record, seenMs]): ResourceRecord => ({ resource: JSON.parse(record) as WireResource, seenMs }));
    },
  };
}
