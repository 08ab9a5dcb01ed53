import { HOUR_MS, type JoinedCharge, lengthMs, type TenantId } from '@openfinops/core';
import { monthOf } from '../months.ts';
import type { Database } from './database.ts';
import { addFixed, type FixedPoint, fromFixedPoint, subtractFixed, toFixedPoint, ZERO } from './fixed-point.ts';
import { prepareRows } from './write-rows.ts';

/** What one charge adds to every total it counts in. */
export interface Share extends Totals {
  readonly currency: string;
  readonly scopeNo: number;
}

/** Where a charge counts. */
export interface Place {
  readonly tenant: TenantId;
  readonly hourStartMs: number;
  readonly resourceNo: number;
}

/** Totals that are kept beside the charges, in the same transaction: by scope an hour and a month, by resource a month. */
export interface RollUps {
  add(place: Place, share: Share): void;
  subtract(place: Place, share: Share): void;
  /** Writes what was added since; call before the commit. */
  flush(): void;
  /** Forgets what was not written. */
  discard(): void;
}

interface Totals {
  readonly listCost: FixedPoint;
  readonly knownCost: FixedPoint;
  readonly provisionalCost: FixedPoint;
  readonly charges: number;
  readonly unpriced: number;
  readonly uncertainMs: number;
}

/** List, known, provisional, charges, unpriced, uncertain ms. */
type Amounts = [string, string, string, number, number, number];
type Key = readonly (string | number)[];

export function createRollUps(db: Database): RollUps {
  const scopes = createTotalsTable(db, 'scope_costs', ['tenant', 'period', 'start_ms', 'scope', 'currency']);
  const resources = createTotalsTable(db, 'resource_costs', ['tenant', 'start_ms', 'resource', 'currency']);
  let run: ScopeRun | undefined;
  const endRun = (): void => {
    if (run === undefined) return;
    const { tenant, hourStartMs, monthStartMs, scopeNo, currency, totals } = run;
    scopes.merge([tenant, 'hour', hourStartMs, scopeNo, currency], totals, ADD);
    scopes.merge([tenant, 'month', monthStartMs, scopeNo, currency], totals, ADD);
    run = undefined;
  };
  const count = ({ tenant, hourStartMs, resourceNo }: Place, share: Share, combine: Combine): void => {
    const { scopeNo, currency } = share;
    if (run === undefined || run.hourStartMs !== hourStartMs || run.scopeNo !== scopeNo || run.currency !== currency || run.tenant !== tenant) {
      endRun();
      run = { tenant, hourStartMs, monthStartMs: monthOf(hourStartMs), scopeNo, currency, totals: EMPTY };
    }
    run.totals = combineTotals(run.totals, share, combine);
    resources.merge([tenant, run.monthStartMs, resourceNo, currency], share, combine);
  };
  return {
    add: (place, share) => count(place, share, ADD),
    subtract: (place, share) => count(place, share, SUBTRACT),
    flush() {
      endRun();
      for (const table of [scopes, resources]) table.flush();
    },
    discard() {
      run = undefined;
      for (const table of [scopes, resources]) table.discard();
    },
  };
}

/** Charges of one hour of one scope that came one after the other, as most do: they go to the scope's totals at once. */
interface ScopeRun {
  readonly tenant: TenantId;
  readonly hourStartMs: number;
  readonly monthStartMs: number;
  readonly scopeNo: number;
  readonly currency: string;
  totals: Totals;
}

/** What a charge counts for. Its uncertain time is what it lists as unknown: what follows the last look is not uncertain yet. */
export function shareOf(charge: JoinedCharge, scopeNo: number): Share {
  const knownCost = toFixedPoint(charge.knownCost);
  let provisionalCost = ZERO;
  for (const line of charge.lines) {
    if ((line.evidence === 0 || line.unsettled) && line.effectiveCost !== null)
      provisionalCost = addFixed(provisionalCost, toFixedPoint(line.effectiveCost));
  }
  return {
    currency: charge.currency,
    scopeNo,
    listCost: charge.listCost === charge.knownCost ? knownCost : toFixedPoint(charge.listCost ?? '0'),
    knownCost,
    provisionalCost,
    charges: 1,
    unpriced: charge.effectiveCost === null ? 1 : 0,
    uncertainMs: Math.min(lengthMs(charge.unknown), HOUR_MS),
  };
}

const AMOUNTS = ['list_cost', 'known_cost', 'provisional_cost', 'charges', 'unpriced', 'uncertain_ms'];
const EMPTY: Totals = { listCost: ZERO, knownCost: ZERO, provisionalCost: ZERO, charges: 0, unpriced: 0, uncertainMs: 0 };

interface Combine {
  readonly fixed: (a: FixedPoint, b: FixedPoint) => FixedPoint;
  readonly sign: 1 | -1;
}
const ADD: Combine = { fixed: addFixed, sign: 1 };
const SUBTRACT: Combine = { fixed: subtractFixed, sign: -1 };

interface TotalsTable {
  merge(key: Key, share: Totals, combine: Combine): void;
  flush(): void;
  discard(): void;
}

/** One table of totals, and what is to be added to it. */
function createTotalsTable(db: Database, table: string, keyColumns: readonly string[]): TotalsTable {
  const pending = new Map<string, { readonly key: Key; totals: Totals }>();
  const isKey = keyColumns.map((column, at) => `${column} = keys.value ->> ${at}`).join(' AND ');
  const read = db.query<[at: number, ...Amounts]>(`SELECT keys.key, ${AMOUNTS.join(', ')} FROM json_each(?) AS keys CROSS JOIN ${table} ON ${isKey}`);
  const write = prepareRows(db, table, [...keyColumns, ...AMOUNTS]);
  return {
    merge(key, share, combine) {
      const name = key.join(' ');
      const entry = pending.get(name);
      if (entry === undefined) pending.set(name, { key, totals: combineTotals(EMPTY, share, combine) });
      else entry.totals = combineTotals(entry.totals, share, combine);
    },
    flush() {
      if (pending.size === 0) return;
      const entries = [...pending.values()];
      for (const [at, ...amounts] of read.all(JSON.stringify(entries.map(({ key }) => key)))) {
        const entry = entries[at] as (typeof entries)[number];
        entry.totals = combineTotals(toTotals(amounts), entry.totals, ADD);
      }
      write(entries.map(({ key, totals }) => [...key, ...toAmounts(totals)]));
      pending.clear();
    },
    discard: () => pending.clear(),
  };
}

function toTotals([list, known, provisional, charges, unpriced, uncertainMs]: Amounts): Totals {
  const [listCost, knownCost, provisionalCost] = [toFixedPoint(list), toFixedPoint(known), toFixedPoint(provisional)];
  return { listCost, knownCost, provisionalCost, charges, unpriced, uncertainMs };
}

function toAmounts({ listCost, knownCost, provisionalCost, charges, unpriced, uncertainMs }: Totals): Amounts {
  return [fromFixedPoint(listCost), fromFixedPoint(knownCost), fromFixedPoint(provisionalCost), charges, unpriced, uncertainMs];
}

function combineTotals(a: Totals, b: Totals, { fixed, sign }: Combine): Totals {
  return {
    listCost: fixed(a.listCost, b.listCost),
    knownCost: fixed(a.knownCost, b.knownCost),
    provisionalCost: fixed(a.provisionalCost, b.provisionalCost),
    charges: a.charges + sign * b.charges,
    unpriced: a.unpriced + sign * b.unpriced,
    uncertainMs: a.uncertainMs + sign * b.uncertainMs,
  };
}
