import { HOUR_MS, type JoinedCharge, lengthMs, type TenantId } from '@openfinops/core';
import { monthOf } from '../months.ts';
import type { Database, Query } from './database.ts';
import { addFixed, type FixedPoint, fromFixedPoint, subtractFixed, toFixedPoint, ZERO } from './fixed-point.ts';

/** What one charge adds to every total it counts in. */
export interface Share {
  readonly currency: string;
  readonly scopeNo: number;
  readonly listCost: FixedPoint;
  readonly knownCost: FixedPoint;
  readonly provisionalCost: FixedPoint;
  readonly charges: number;
  readonly unpriced: number;
  readonly uncertainMs: number;
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

/** Currency, list, known, provisional, charges, unpriced, uncertain ms. */
type TotalsRow = [string, string, string, number, number, number];
type Totals = Omit<Share, 'currency' | 'scopeNo'>;

interface Pending {
  readonly table: 'scope' | 'resource';
  readonly key: readonly (string | number)[];
  totals: Totals;
}

export function createRollUps(db: Database): RollUps {
  const pending = new Map<string, Pending>();
  const tables = { scope: prepareTable(db, 'scope_costs', SCOPE_KEY), resource: prepareTable(db, 'resource_costs', RESOURCE_KEY) };

  const merge = (table: Pending['table'], key: Pending['key'], share: Totals, combine: Combine): void => {
    const name = key.join(' ');
    const entry = pending.get(name);
    if (entry === undefined) pending.set(name, { table, key, totals: combineTotals(EMPTY, share, combine) });
    else entry.totals = combineTotals(entry.totals, share, combine);
  };
  const count = ({ tenant, hourStartMs, resourceNo }: Place, share: Share, combine: Combine): void => {
    const monthStartMs = monthOf(hourStartMs);
    merge('scope', [tenant, 'hour', hourStartMs, share.scopeNo, share.currency], share, combine);
    merge('scope', [tenant, 'month', monthStartMs, share.scopeNo, share.currency], share, combine);
    merge('resource', [tenant, monthStartMs, resourceNo, share.currency], share, combine);
  };
  return {
    add: (place, share) => count(place, share, ADD),
    subtract: (place, share) => count(place, share, SUBTRACT),
    flush() {
      for (const { table, key, totals } of pending.values()) writeTotals(tables[table], key, totals);
      pending.clear();
    },
    discard: () => pending.clear(),
  };
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

const SCOPE_KEY = ['tenant', 'period', 'start_ms', 'scope', 'currency'];
const RESOURCE_KEY = ['tenant', 'start_ms', 'resource', 'currency'];
const AMOUNTS = ['list_cost', 'known_cost', 'provisional_cost', 'charges', 'unpriced', 'uncertain_ms'];
const EMPTY: Totals = { listCost: ZERO, knownCost: ZERO, provisionalCost: ZERO, charges: 0, unpriced: 0, uncertainMs: 0 };

interface Combine {
  readonly fixed: (a: FixedPoint, b: FixedPoint) => FixedPoint;
  readonly sign: 1 | -1;
}
const ADD: Combine = { fixed: addFixed, sign: 1 };
const SUBTRACT: Combine = { fixed: subtractFixed, sign: -1 };

interface TotalsTable {
  readonly read: Query<TotalsRow>;
  readonly write: Query<never[]>;
}

function prepareTable(db: Database, table: string, key: readonly string[]): TotalsTable {
  const columns = [...key, ...AMOUNTS];
  return {
    read: db.query(`SELECT ${AMOUNTS.join(', ')} FROM ${table} WHERE ${key.map((column) => `${column} = ?`).join(' AND ')}`),
    write: db.query(`INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`),
  };
}

function writeTotals({ read, write }: TotalsTable, key: Pending['key'], added: Totals): void {
  const row = read.get(...key);
  const { listCost, knownCost, provisionalCost, charges, unpriced, uncertainMs } =
    row === undefined ? added : combineTotals(totalsOfRow(row), added, ADD);
  write.run(...key, fromFixedPoint(listCost), fromFixedPoint(knownCost), fromFixedPoint(provisionalCost), charges, unpriced, uncertainMs);
}

function totalsOfRow([list, known, provisional, charges, unpriced, uncertainMs]: TotalsRow): Totals {
  const [listCost, knownCost, provisionalCost] = [toFixedPoint(list), toFixedPoint(known), toFixedPoint(provisional)];
  return { listCost, knownCost, provisionalCost, charges, unpriced, uncertainMs };
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
