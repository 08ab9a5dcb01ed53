import {
  type Charge,
  findConflicts,
  HOUR_MS,
  type Indexed,
  isSameCurrency,
  type JoinedCharge,
  joinCharges,
  type Rejection,
  type TenantId,
  toJoined,
} from '@openfinops/core';
import { type ChargeKey, type ChargeRow, createChargeRows, type KnownCharge } from './charge-rows.ts';
import type { Database } from './database.ts';
import { createChargePacker } from './pack-charge.ts';
import type { ResourceNumbers } from './resource-numbers.ts';
import { type Place, type RollUps, shareOf } from './roll-ups.ts';
import type { Words } from './words.ts';

export interface ChargeTable {
  /** Joins the reports with what is known (COST-MODEL 1.5) and returns those that cannot be: a charge has one currency. */
  put(tenant: TenantId, agentId: string, receivedMs: number, reports: readonly Indexed<Charge>[]): Rejection[];
  /** Writes what was put since; call before the commit. */
  flush(): void;
  /** Forgets what was not written. */
  forget(): void;
}

/** One charge of a body, between the one read and the one write of its row: every report of it comes together here. */
interface Entry extends Place {
  readonly key: ChargeKey;
  known: KnownCharge | undefined;
  /** What is to be written; undefined: nothing new was said. */
  row: ChargeRow | undefined;
}

export function createChargeTable(db: Database, words: Words, resources: ResourceNumbers, rollUps: RollUps): ChargeTable {
  const rows = createChargeRows(db);
  const keepLoser = db.query('INSERT OR REPLACE INTO conflicts (tenant, hour, resource, meter, lost, found_ms) VALUES (?, ?, ?, ?, ?, ?)');
  const packer = createChargePacker(words);

  const keep = (entry: Entry, charge: JoinedCharge, scopeNo: number, facts: string): void => {
    const { currency, listCost, effectiveCost, knownCost } = charge;
    entry.row = { key: entry.key, scopeNo, currency, listCost, effectiveCost, knownCost, facts };
    entry.known = entry.row;
    rollUps.add(entry, shareOf(charge, scopeNo));
  };
  /** False when they cannot be joined. */
  const join = (entry: Entry, { scopeNo, currency, facts }: KnownCharge, report: JoinedCharge, receivedMs: number): boolean => {
    const known = packer.unpack({ ...report, scope: words.textOf(scopeNo), currency }, facts);
    if (!isSameCurrency(known, report)) return false;
    for (const { lost } of findConflicts(known, report)) keepLoser.run(...entry.key, JSON.stringify({ ...lost, observedMs: 0 }), receivedMs);
    const joined = joinCharges(known, report);
    const joinedFacts = packer.pack(entry.tenant, joined);
    if (joinedFacts === facts && joined.currency === currency) return true;
    rollUps.subtract(entry, shareOf(known, scopeNo));
    keep(entry, joined, scopeNo, joinedFacts);
    return true;
  };
  const putOne = (entry: Entry, report: JoinedCharge, receivedMs: number): boolean => {
    if (entry.known !== undefined) return join(entry, entry.known, report, receivedMs);
    keep(entry, report, words.numberOf(entry.tenant, 'scope', report.scope), packer.pack(entry.tenant, report));
    return true;
  };
  /** The entry of each report, in their order, and each entry once. */
  const gather = (tenant: TenantId, reports: readonly Indexed<Charge>[]): { readonly ofReport: Entry[]; readonly distinct: Entry[] } => {
    const byKey = new Map<string, Entry>();
    const ofReport = reports.map(({ record: { scope, resourceId, meter, hourStartMs } }) => {
      const resourceNo = resources.ofOwned(tenant, scope, resourceId);
      const meterNo = words.numberOf(tenant, 'meter', meter);
      const key: ChargeKey = [tenant, hourStartMs / HOUR_MS, resourceNo, meterNo];
      const name = `${hourStartMs} ${resourceNo} ${meterNo}`;
      const entry = byKey.get(name) ?? { tenant, hourStartMs, resourceNo, key, known: undefined, row: undefined };
      byKey.set(name, entry);
      return entry;
    });
    return { ofReport, distinct: [...byKey.values()] };
  };

  return {
    put(tenant, agentId, receivedMs, reports) {
      if (reports.length === 0) return [];
      const { ofReport, distinct } = gather(tenant, reports);
      const known = rows.read(distinct.map(({ key }) => key));
      for (const [at, entry] of distinct.entries()) entry.known = known[at];
      const rejected: Rejection[] = [];
      for (const [at, { index, record }] of reports.entries()) {
        if (putOne(ofReport[at] as Entry, toJoined(record, agentId), receivedMs)) continue;
        rejected.push({ list: 'charges', index, field: 'currency', reason: 'is not the currency in which this charge is known' });
      }
      rows.write(distinct.flatMap(({ row }) => row ?? []));
      return rejected;
    },
    flush: rows.flush,
    forget: rows.discard,
  };
}
