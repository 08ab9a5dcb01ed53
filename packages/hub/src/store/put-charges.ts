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
import type { Database } from './database.ts';
import { createChargePacker } from './pack-charge.ts';
import type { ResourceNumbers } from './resource-numbers.ts';
import { type Place, type RollUps, shareOf } from './roll-ups.ts';
import type { Words } from './words.ts';

export interface ChargeTable {
  /** Joins the reports with what is known (COST-MODEL 1.5) and returns those that cannot be: a charge has one currency. */
  put(tenant: TenantId, agentId: string, receivedMs: number, reports: readonly Indexed<Charge>[]): Rejection[];
}

/** Scope no., currency, facts. */
type ChargeRow = [number, string, string];

interface ChargePlace extends Place {
  readonly key: readonly number[];
}

export function createChargeTable(db: Database, words: Words, resources: ResourceNumbers, rollUps: RollUps): ChargeTable {
  const insert = db.query(`
    INSERT INTO charges (tenant, hour, resource, meter, scope, currency, list_cost, effective_cost, known_cost, facts)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const read = db.query<ChargeRow>(`
    SELECT scope, currency, facts FROM charges WHERE tenant = ? AND hour = ? AND resource = ? AND meter = ?`);
  const update = db.query(`
    UPDATE charges SET currency = ?, list_cost = ?, effective_cost = ?, known_cost = ?, facts = ?
    WHERE tenant = ? AND hour = ? AND resource = ? AND meter = ?`);
  const keepLoser = db.query('INSERT OR REPLACE INTO conflicts (tenant, hour, resource, meter, lost, found_ms) VALUES (?, ?, ?, ?, ?, ?)');

  const packer = createChargePacker(words);

  const putNew = (at: ChargePlace, report: JoinedCharge): boolean => {
    const { currency, listCost, effectiveCost, knownCost } = report;
    const scopeNo = words.numberOf(at.tenant, 'scope', report.scope);
    const facts = packer.pack(at.tenant, report);
    if (insert.run(...at.key, scopeNo, currency, listCost, effectiveCost, knownCost, facts) === 0) return false;
    rollUps.add(at, shareOf(report, scopeNo));
    return true;
  };
  /** `unknown`: there is nothing yet to join with; `refused`: it cannot be joined. */
  const putJoined = (at: ChargePlace, report: JoinedCharge, receivedMs: number): 'joined' | 'unknown' | 'refused' => {
    const row = read.get(...at.key);
    if (row === undefined) return 'unknown';
    const [scopeNo, currency, facts] = row;
    const known = packer.unpack({ ...report, scope: words.textOf(scopeNo), currency }, facts);
    if (!isSameCurrency(known, report)) return 'refused';
    for (const { lost } of findConflicts(known, report)) keepLoser.run(...at.key, JSON.stringify({ ...lost, observedMs: 0 }), receivedMs);
    const joined = joinCharges(known, report);
    const joinedFacts = packer.pack(at.tenant, joined);
    if (joinedFacts === facts && joined.currency === currency) return 'joined';
    update.run(joined.currency, joined.listCost, joined.effectiveCost, joined.knownCost, joinedFacts, ...at.key);
    rollUps.subtract(at, shareOf(known, scopeNo));
    rollUps.add(at, shareOf(joined, scopeNo));
    return 'joined';
  };
  /** Neighbours are mostly alike, all new or all known: what the last one was is tried first. */
  let lastWasNew = true;
  const putOne = (at: ChargePlace, report: JoinedCharge, receivedMs: number): boolean => {
    if (lastWasNew && putNew(at, report)) return true;
    const outcome = putJoined(at, report, receivedMs);
    lastWasNew = outcome === 'unknown';
    return outcome === 'unknown' ? putNew(at, report) : outcome === 'joined';
  };

  return {
    put(tenant, agentId, receivedMs, reports) {
      const rejected: Rejection[] = [];
      for (const { index, record } of reports) {
        const { resourceId, meter, hourStartMs } = record;
        const resourceNo = resources.ofOwned(tenant, record.scope, resourceId);
        const key = [tenant, hourStartMs / HOUR_MS, resourceNo, words.numberOf(tenant, 'meter', meter)];
        if (putOne({ tenant, hourStartMs, resourceNo, key }, toJoined(record, agentId), receivedMs)) continue;
        rejected.push({ list: 'charges', index, field: 'currency', reason: 'is not the currency in which this charge is known' });
      }
      return rejected;
    },
  };
}
