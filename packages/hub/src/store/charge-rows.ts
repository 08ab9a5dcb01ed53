import type { JoinedCharge } from '@openfinops/core';
import type { Bind, Database } from './database.ts';
import { prepareRows } from './write-rows.ts';

/** Tenant, hours since the epoch, resource no., meter no. */
export type ChargeKey = readonly [number, number, number, number];

/** What must be known of a charge to join another report with it. */
export interface KnownCharge {
  readonly scopeNo: number;
  readonly currency: string;
  readonly facts: string;
}

export type ChargeRow = KnownCharge & { readonly key: ChargeKey } & Pick<JoinedCharge, 'listCost' | 'effectiveCost' | 'knownCost'>;

export interface ChargeRows {
  /** What is known under each key, in their order; what waits for the flush is known too. */
  read(keys: readonly ChargeKey[]): (KnownCharge | undefined)[];
  write(rows: readonly ChargeRow[]): void;
  /** Writes what waits; call before the commit. */
  flush(): void;
  /** Forgets what waits. */
  discard(): void;
}

const COLUMNS = ['tenant', 'hour', 'resource', 'meter', 'scope', 'currency', 'list_cost', 'effective_cost', 'known_cost', 'facts'];

/** So few keys are looked up one by one in less time than a list of them takes to be read as one. */
const FEW = 4;

/** The rows of charges: looked up many at a time, and written together with those of other bodies. */
export function createChargeRows(db: Database): ChargeRows {
  /** The order of a cross join is kept: from each key into the table. */
  const find = db.query<[at: number, scopeNo: number, currency: string, facts: string]>(`
    SELECT keys.key, scope, currency, facts FROM json_each(?) AS keys CROSS JOIN charges
    ON tenant = keys.value ->> 0 AND hour = keys.value ->> 1 AND resource = keys.value ->> 2 AND meter = keys.value ->> 3`);
  const findOne = db.query<[scopeNo: number, currency: string, facts: string]>(
    'SELECT scope, currency, facts FROM charges WHERE tenant = ? AND hour = ? AND resource = ? AND meter = ?',
  );
  const probe = db.query<[number]>('SELECT 1 FROM charges WHERE tenant = ? AND hour = ? AND resource BETWEEN ? AND ? LIMIT 1');
  const writeRows = prepareRows(db, 'charges', COLUMNS);
  const pending = new Map<string, ChargeRow>();

  const readStored = (keys: readonly ChargeKey[]): (KnownCharge | undefined)[] => {
    if (keys.length <= FEW) return keys.map((key) => toKnown(findOne.get(...key)));
    const known = new Array<KnownCharge | undefined>(keys.length).fill(undefined);
    if (rangesOf(keys).every((range) => probe.get(...range) === undefined)) return known;
    for (const [at, scopeNo, currency, facts] of find.all(JSON.stringify(keys))) known[at] = { scopeNo, currency, facts };
    return known;
  };
  return {
    read(keys) {
      if (pending.size === 0) return readStored(keys);
      const waiting = keys.map((key) => pending.get(nameOf(key)));
      const stored = readStored(keys.filter((_, at) => waiting[at] === undefined)).values();
      return waiting.map((row) => row ?? stored.next().value);
    },
    write(rows) {
      for (const row of rows) pending.set(nameOf(row.key), row);
    },
    flush() {
      writeRows(Array.from(pending.values(), toValues));
      pending.clear();
    },
    discard: () => pending.clear(),
  };
}

type Range = [tenant: number, hour: number, fromResource: number, toResource: number];

/** The resources of each hour, from the lowest number to the highest: an hour that is new to a body is so for all of them, and asked about once. */
function rangesOf(keys: readonly ChargeKey[]): Range[] {
  const ranges = new Map<string, Range>();
  for (const [tenant, hour, resourceNo] of keys) {
    const name = `${tenant} ${hour}`;
    const range = ranges.get(name);
    if (range === undefined) ranges.set(name, [tenant, hour, resourceNo, resourceNo]);
    else if (resourceNo < range[2]) range[2] = resourceNo;
    else if (resourceNo > range[3]) range[3] = resourceNo;
  }
  return [...ranges.values()];
}

function nameOf([tenant, hour, resourceNo, meterNo]: ChargeKey): string {
  return `${tenant} ${hour} ${resourceNo} ${meterNo}`;
}

function toValues({ key, scopeNo, currency, listCost, effectiveCost, knownCost, facts }: ChargeRow): Bind[] {
  return [...key, scopeNo, currency, listCost, effectiveCost, knownCost, facts];
}

function toKnown(row: readonly [scopeNo: number, currency: string, facts: string] | undefined): KnownCharge | undefined {
  return row && { scopeNo: row[0], currency: row[1], facts: row[2] };
}
