import {
  chargeId,
  HOUR_MS,
  hourOf,
  type JoinedCharge,
  type MeterName,
  parseScopeId,
  type RateGroup,
  type ScopeCost,
  type Store,
} from '@openfinops/core';
import type { Database } from './database.ts';
import { createChargePacker } from './pack-charge.ts';
import type { Words } from './words.ts';

/** Currency, list, known and provisional cost, charges, unpriced, uncertain ms: the columns of every table of totals. */
export type TotalsColumns = [string, string, string, string, number, number, number];
export const TOTALS_COLUMNS = 'currency, list_cost, known_cost, provisional_cost, charges, unpriced, uncertain_ms';

type ChargeRow = [string, number, number, string, string];

/** What things cost, from the totals kept at writing time; only `charges` reads the charges themselves. */
export function createMoneyReader(db: Database, words: Words): Pick<Store, 'scopeCosts' | 'rates' | 'charges' | 'resourceCharges' | 'conflicts'> {
  const packer = createChargePacker(words);
  const scopeCosts = db.query<[number, number, ...TotalsColumns]>(`
    SELECT scope, start_ms, ${TOTALS_COLUMNS} FROM scope_costs
    WHERE tenant = ? AND period = ? AND start_ms >= ? AND start_ms < ? AND charges > 0 ORDER BY start_ms`);
  const rates = db.query<[number | null, string, string | null, number]>(`
    SELECT scope, currency, rate, count(*) FROM resources WHERE tenant = ? AND seen_ms >= ? AND gone = 0 GROUP BY scope, currency, rate`);
  const charges = db.query<ChargeRow>(`
    SELECT resources.id, meter, charges.scope, charges.currency, facts FROM charges JOIN resources ON resources.no = resource
    WHERE charges.tenant = ? AND hour = ?`);
  /** The order of a cross join is kept: from the resource, by the key of the charge, instead of through the whole hour. */
  const chargesOf = db.query<ChargeRow>(`
    SELECT resources.id, meter, charges.scope, charges.currency, facts FROM resources CROSS JOIN charges
    ON charges.tenant = resources.tenant AND resource = resources.no AND hour = ? WHERE resources.tenant = ? AND resources.id = ?`);
  const conflicts = db.query<[number]>(
    'SELECT count(*) FROM (SELECT DISTINCT hour, resource, meter FROM conflicts WHERE tenant = ? AND found_ms >= ?)',
  );

  const toCharge = ([resourceId, meterNo, scopeNo, currency, facts]: ChargeRow, hourStartMs: number): JoinedCharge => {
    const [scope, meter] = [words.textOf(scopeNo), words.textOf(meterNo) as MeterName];
    const parts = parseScopeId(scope);
    if (parts === undefined) throw new RangeError(`"${scope}" is no scope id`);
    const id = chargeId({ ...parts, resourceId, meter, hourStartMs });
    return packer.unpack({ id, scope, resourceId, meter, hourStartMs, currency }, facts);
  };
  return {
    async scopeCosts(tenant, period, fromMs, toMs) {
      const rows = scopeCosts.all(tenant, period, fromMs, toMs);
      return rows.map(([scopeNo, startMs, ...totals]): ScopeCost => ({ scope: words.textOf(scopeNo), startMs, ...toTotals(totals) }));
    },
    async rates(tenant, seenSinceMs) {
      const scopeOf = (no: number | null) => (no === null ? null : words.textOf(no));
      return rates
        .all(tenant, seenSinceMs)
        .map(([no, currency, perHour, resources]): RateGroup => ({ scope: scopeOf(no), currency, perHour, resources }));
    },
    charges: async (tenant, hourStartMs) => charges.all(tenant, hourStartMs / HOUR_MS).map((row) => toCharge(row, hourStartMs)),
    async resourceCharges(tenant, resourceId, { startMs, endMs }) {
      const found: JoinedCharge[] = [];
      for (let hourStartMs = hourOf(endMs - 1); hourStartMs >= startMs; hourStartMs -= HOUR_MS) {
        const rows = chargesOf.all(hourStartMs / HOUR_MS, tenant, resourceId);
        found.push(...rows.map((row) => toCharge(row, hourStartMs)).sort((a, b) => (a.meter < b.meter ? -1 : 1)));
      }
      return found;
    },
    conflicts: async (tenant, sinceMs) => conflicts.get(tenant, sinceMs)?.[0] ?? 0,
  };
}

export function toTotals(columns: TotalsColumns) {
  const [currency, listCost, knownCost, provisionalCost, charges, unpricedCharges, uncertainMs] = columns;
  return { currency, listCost, knownCost, provisionalCost, charges, unpricedCharges, uncertainMs };
}
