import { type Charge, CLASS_OF_KIND, chargeFromWire, DEFAULT_TENANT, type JoinedCharge, type Store, type WireEvent } from '@openfinops/core';
import { add, compare, fromDecimal, multiply, type Rational, ZERO } from '../../oracle/rational.ts';
import { chargesOf, HOUR_MS, WORLD_PRICE, type WorldSpec, worldBirthMs, worldTimeMs } from '../world/world.ts';
import type { Obligation } from './agent-process.ts';
import type { OracleServer } from './oracle-server.ts';
import { replayIntoHub } from './replay-into-hub.ts';

export interface Accounts {
  readonly spec: WorldSpec;
  readonly obligations: readonly Obligation[];
  readonly oracle: Pick<OracleServer, 'rows' | 'bodies' | 'stored' | 'changed'>;
  /** The world's hours that are over, and that the agent was bound to close in every scope: first, and one past the last. */
  readonly fromMs: number;
  readonly toMs: number;
  /** It was short of room: what is said of an open hour, of use and of cycles may be dropped, if gaps tell of so many records. */
  readonly mayGiveUp: boolean;
}

export interface Settlement {
  /** Charges that were promised. */
  readonly owed: number;
  /** Promised, or true of an hour that is over, and not there. */
  readonly missing: number;
  /** There without being true, or there twice once ids are deduped. */
  readonly duplicates: number;
  /** What is wrong, the first of each kind. */
  readonly faults: readonly string[];
}

/**
 * Compares what was promised and what is true of the world with what two servers hold in the end: the contract fake, whose readers must dedupe by
 * id, and the hub, which joins. Nothing may be under way any more.
 */
export async function settle(accounts: Accounts): Promise<Settlement> {
  const { spec, obligations, oracle, fromMs, toMs, mayGiveUp } = accounts;
  const nowMs = worldTimeMs(spec, Date.now());
  const book = createFaultBook();
  const due = chargesOf(spec, fromMs, toMs);
  const possible = chargesOf(spec, worldBirthMs(spec), nowMs);
  const lost = obligations.filter(({ batch }) => !oracle.stored.has(batch));
  const givenUp = new Set(mayGiveUp ? lost.filter(isExpendable) : lost.filter(({ safety }) => safety === 'dropped'));
  const owed = new Set(obligations.filter((obligation) => !givenUp.has(obligation)).flatMap(({ charges }) => charges));

  for (const obligation of lost) {
    const { batch, expires_ms } = obligation;
    if (expires_ms === null && !givenUp.has(obligation)) book.miss(batch, 'batch not delivered');
  }
  for (const [name, untold] of untoldRecords(givenUp, oracle)) if (untold > 0) book.miss(name, `${untold} records dropped without a gap`);
  for (const batch of oracle.changed) book.double(batch, 'batch delivered with two bodies');
  const fake = chargesInRows(oracle);
  for (const id of new Set([...owed, ...due.keys()])) if (!fake.has(id)) book.miss(id, 'charge not at the contract fake');
  for (const [id, versions] of fake) {
    if (!possible.has(id)) book.double(id, 'charge at the contract fake that is not of this world');
    for (const charge of versions) if (charge.complete && !isWholeHour(charge)) book.miss(id, 'final that is not the whole hour');
  }

  const bodies = [...oracle.bodies].map(([batch, body]) => ({ body, times: oracle.stored.get(batch) ?? 1 }));
  await replayIntoHub(bodies, nowMs, async (store) => {
    const held = await chargesInHub(store, worldBirthMs(spec), nowMs);
    for (const id of new Set([...owed, ...due.keys()])) if (!held.has(id)) book.miss(id, 'charge not at the hub');
    for (const id of due.keys()) if (held.get(id)?.complete === false) book.miss(id, 'hour that is over and not closed');
    for (const [id, charge] of held) {
      if (!possible.has(id)) book.double(id, 'charge at the hub that is not of this world');
      if (charge.complete && !isWholeHour(charge)) book.double(id, 'charge at the hub that is not the whole hour');
    }
    const excess = compare(await totalInHub(store, fromMs, toMs), multiply(fromDecimal(WORLD_PRICE), count(held, fromMs, toMs)));
    if (excess < 0) book.miss('total', 'total at the hub too low');
    if (excess > 0) book.double('total', 'total at the hub too high');
  });
  return { owed: owed.size, ...book.close() };
}

/** What may go when there is no room: its hour's final says it again, or no money is in it. */
function isExpendable({ kind, expires_ms }: Obligation): boolean {
  return kind !== 'cost' || expires_ms !== null;
}

/** By class: records that were given up, less those that the delivered gaps tell of. A crash may tell of some twice, never of too few. */
function untoldRecords(givenUp: Iterable<Obligation>, { rows }: Pick<OracleServer, 'rows'>): Map<string, number> {
  const untold = new Map<string, number>();
  for (const { kind, records } of givenUp) untold.set(CLASS_OF_KIND[kind], (untold.get(CLASS_OF_KIND[kind]) ?? 0) + records);
  const seen = new Set<string>();
  for (const { metrics, events } of rows) {
    const { batch_id: batchId } = metrics as { readonly batch_id: string };
    if (seen.has(batchId)) continue;
    seen.add(batchId);
    for (const event of events as readonly WireEvent[]) {
      if (event.kind === 'gap') untold.set(event.class, (untold.get(event.class) ?? 0) - event.records);
    }
  }
  return untold;
}

function createFaultBook() {
  const missing = new Set<string>();
  const duplicates = new Set<string>();
  const faults = new Map<string, string>();
  return {
    miss(id: string, what: string): void {
      missing.add(id);
      if (!faults.has(what)) faults.set(what, `${what}: ${id}`);
    },
    double(id: string, what: string): void {
      duplicates.add(id);
      if (!faults.has(what)) faults.set(what, `${what}: ${id}`);
    },
    close: () => ({ missing: missing.size, duplicates: duplicates.size, faults: [...faults.values()] }),
  };
}

/** All versions of each charge; a batch that came twice counts once. Throws on a record that is no charge. */
function chargesInRows({ rows }: Pick<OracleServer, 'rows'>): Map<string, Charge[]> {
  const charges = new Map<string, Charge[]>();
  const seen = new Set<string>();
  for (const { metrics } of rows) {
    const batch = metrics as { readonly batch_id: string; readonly charges?: readonly unknown[] };
    if (seen.has(batch.batch_id)) continue;
    seen.add(batch.batch_id);
    for (const record of batch.charges ?? []) {
      const read = chargeFromWire(record);
      if ('fault' in read) throw new Error(`batch ${batch.batch_id} has a bad charge: ${JSON.stringify(read.fault)}`);
      charges.set(read.charge.id, [...(charges.get(read.charge.id) ?? []), read.charge]);
    }
  }
  return charges;
}

async function chargesInHub(store: Store, fromMs: number, toMs: number): Promise<Map<string, JoinedCharge>> {
  const charges = new Map<string, JoinedCharge>();
  for (let hourMs = fromMs; hourMs < toMs; hourMs += HOUR_MS) {
    for (const charge of await store.charges(DEFAULT_TENANT, hourMs)) charges.set(charge.id, charge);
  }
  return charges;
}

async function totalInHub(store: Store, fromMs: number, toMs: number): Promise<Rational> {
  let total = ZERO;
  for (const { listCost } of await store.scopeCosts(DEFAULT_TENANT, 'hour', fromMs, toMs)) total = add(total, fromDecimal(listCost ?? '0'));
  return total;
}

function count(held: ReadonlyMap<string, JoinedCharge>, fromMs: number, toMs: number): Rational {
  let whole = 0;
  for (const { hourStartMs } of held.values()) if (hourStartMs >= fromMs && hourStartMs < toMs) whole += 1;
  return fromDecimal(String(whole));
}

/** Lines without gap or overlap from the hour's start to its end, at the world's price, by the oracle's own arithmetic. */
function isWholeHour({ hourStartMs, lines, listCost }: Pick<Charge, 'hourStartMs' | 'lines' | 'listCost'>): boolean {
  let atMs = hourStartMs;
  for (const { fromMs, toMs, amount, price } of lines) {
    if (fromMs !== atMs || amount !== '1' || !('listPrice' in price) || price.listPrice !== WORLD_PRICE) return false;
    atMs = toMs;
  }
  return atMs === hourStartMs + HOUR_MS && listCost !== null && compare(fromDecimal(listCost), fromDecimal(WORLD_PRICE)) === 0;
}
