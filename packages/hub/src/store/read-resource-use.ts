import { setImmediate } from 'node:timers/promises';
import type { Decimal, ResourceUse, Store, UseOfWindow, WindowCost, WireResource } from '@openfinops/core';
import { groupBy } from '../group-by.ts';
import type { Database } from './database.ts';
import { addFixed, fromFixedPoint, toFixedPoint, ZERO } from './fixed-point.ts';
import type { Point } from './put-series.ts';
import { hourNumbers } from './read-reports.ts';
import type { Words } from './words.ts';

type ResourceRow = [number, string, number | null, string | null];

/** Resources that are read before the event loop breathes. */
const BREATHE_EVERY = 10;

/** Use beside cost over many hours, resource by resource, each by its keys: what it takes does not grow with the history. */
export function createResourceUseReader(db: Database, words: Words): Pick<Store, 'resourceUse'> {
  /** The cast is for the order alone: a rank, no amount. */
  const dearest = db.query<ResourceRow>(`
    SELECT no, id, scope, record FROM (
      SELECT resource, max(CAST(known_cost AS REAL)) AS rank FROM resource_costs WHERE tenant = ? AND start_ms = ? AND charges > 0
      GROUP BY resource ORDER BY rank DESC, resource LIMIT ?
    ) AS top JOIN resources ON resources.no = top.resource ORDER BY rank DESC, no`);
  const ratios = db.query<[number, string]>(`
    SELECT words.no, words.text FROM json_each(?) AS asked CROSS JOIN json_each('["average","last"]') AS statistic CROSS JOIN words
    ON tenant = ? AND kind = 'metric' AND text = json_array(asked.value, '1', statistic.value)`);
  const series = db.query<[number, string]>(`
    SELECT metric, points FROM json_each(?) AS asked CROSS JOIN json_each(?) AS metrics CROSS JOIN series
    ON tenant = ? AND hour = asked.value AND resource = ? AND metric = metrics.value`);
  const costs = db.query<[string, string, number]>(`
    SELECT currency, known_cost, effective_cost IS NULL FROM json_each(?) AS asked CROSS JOIN charges
    ON tenant = ? AND hour = asked.value AND resource = ?`);
  return {
    async resourceUse(tenant, { monthStartMs, window, limit, names: asked }) {
      const hours = JSON.stringify(hourNumbers(window.startMs, window.endMs));
      const names = new Map(
        ratios.all(JSON.stringify(asked), tenant).map(([no, text]) => [no, JSON.parse(text) as [string, '1', 'average' | 'last']]),
      );
      const metrics = JSON.stringify([...names.keys()]);
      const found: ResourceUse[] = [];
      for (const [no, resourceId, scopeNo, record] of dearest.all(tenant, monthStartMs, limit)) {
        if (found.length % BREATHE_EVERY === BREATHE_EVERY - 1) await setImmediate();
        found.push({
          resourceId,
          scope: scopeNo === null ? null : words.textOf(scopeNo),
          resource: record === null ? null : (JSON.parse(record) as WireResource),
          use: meansOf(series.all(hours, metrics, tenant, no), names),
          costs: sumsOf(costs.all(hours, tenant, no)),
        });
      }
      return found;
    },
  };
}

/** Where a ratio is told both as an average and as a last value, the average is taken. */
function meansOf(rows: readonly [number, string][], names: ReadonlyMap<number, readonly [string, '1', 'average' | 'last']>): UseOfWindow[] {
  const means = new Map<string, UseOfWindow>();
  for (const [metricNo, texts] of groupBy(rows, ([no]) => no)) {
    const [name = '', , statistic] = names.get(metricNo) ?? [];
    const mean = meanOfHours(texts.map(([, points]) => JSON.parse(points) as Point[]));
    if (mean !== null && (statistic === 'average' || !means.has(name))) means.set(name, { name, ...mean });
  }
  return [...means.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function meanOfHours(hours: readonly (readonly Point[])[]): Omit<UseOfWindow, 'name'> | null {
  let weighted = 0;
  let measuredMs = 0;
  for (const [, lengthMs, value] of hours.flat()) {
    weighted += value * lengthMs;
    measuredMs += lengthMs;
  }
  const meanRatio = weighted / measuredMs;
  return Number.isFinite(meanRatio) ? { meanRatio, measuredMs } : null;
}

function sumsOf(rows: readonly [string, string, number][]): WindowCost[] {
  return [...groupBy(rows, ([currency]) => currency)].map(([currency, its]) => ({
    currency,
    knownCost: sumFixed(its.map(([, knownCost]) => knownCost)),
    charges: its.length,
    unpricedCharges: its.filter(([, , isUnpriced]) => isUnpriced === 1).length,
  }));
}

function sumFixed(amounts: readonly Decimal[]): Decimal {
  let total = ZERO;
  for (const amount of amounts) total = addFixed(total, toFixedPoint(amount));
  return fromFixedPoint(total);
}
