import {
  accrue,
  type Charge,
  createResolver,
  emptyLedger,
  type JoinedCharge,
  joinCharges,
  type Ledger,
  type PriceRow,
  type PriceSource,
  priceFacts,
  toJoined,
} from '@openfinops/core';
import type { HubCharge, HubLine, PriceList, World } from '../oracle/types.ts';

/** What one agent reported at one look. */
export interface Report {
  readonly agentId: string;
  readonly charge: Charge;
}

/** Everything that the world's agents report, in the order in which they do: the real accrual, the real pricing. */
export function driveWorld(world: World): Report[] {
  const prices = createResolver({ sources: [sourceOf(world.prices)] });
  const ledgers = new Map<string, Ledger>();
  const afterStep = new Map<number, Ledger>();
  const reports: Report[] = [];
  for (const [index, step] of world.script.entries()) {
    const { agentId } = step;
    const before = ledgers.get(agentId) ?? emptyLedger(world.scope);
    if (step.type === 'lose-ledger') ledgers.set(agentId, emptyLedger(world.scope));
    if (step.type === 'restore-ledger') ledgers.set(agentId, afterStep.get(step.toLook) ?? emptyLedger(world.scope));
    if (step.type !== 'look') continue;
    const { ledger, facts } = accrue(before, step.observation, world.rulesOf, world.rulesOf('compute').intervalMs);
    ledgers.set(agentId, ledger);
    afterStep.set(index, ledger);
    for (const fact of facts) reports.push({ agentId, charge: priceFacts(fact, prices) });
  }
  return reports;
}

function sourceOf(prices: PriceList): PriceSource {
  const provenance = {
    currency: 'USD',
    source: 'bundled',
    asOf: '2026-11-01',
    id: null,
    basis: 'list',
    estimated: false,
    tierNotApplied: false,
  } as const;
  return {
    name: 'world',
    find(key) {
      const rows = prices.get(key.sku);
      if (rows === undefined) return null;
      const unit = key.meter === 'storage' ? 'GiB-month' : 'h';
      return { rows: rows.map(({ fromMs, listPrice }): PriceRow => ({ fromMs, listPrice, effectivePrice: listPrice, unit, ...provenance })) };
    },
  };
}

/** What a hub knows after these reports, in whatever order they arrived. */
export function joinReports(reports: readonly Report[]): Map<string, JoinedCharge> {
  const hub = new Map<string, JoinedCharge>();
  for (const { agentId, charge } of reports) {
    const stored = hub.get(charge.id);
    const joined = toJoined(charge, agentId);
    hub.set(charge.id, stored === undefined ? joined : joinCharges(stored, joined));
  }
  return hub;
}

/** The hub in the oracle's words. */
export function toHub(hub: ReadonlyMap<string, JoinedCharge>): HubCharge[] {
  return [...hub.values()].map(({ resourceId, meter, hourStartMs, observedMs, complete, lines, unknown, listCost }) => ({
    resourceId,
    meter,
    hourStartMs,
    observedMs,
    complete,
    lines: lines.map(lineOf),
    unknown,
    listCost,
  }));
}

function lineOf(line: JoinedCharge['lines'][number]): HubLine {
  const { fromMs, toMs, sku, amount, unitMs, evidence, unsettled, price, quantity, listCost } = line;
  if (unitMs === null) throw new RangeError('the worlds have timed meters only');
  const waived = 'waived' in price;
  const listPrice = 'listPrice' in price ? price.listPrice : null;
  return { fromMs, toMs, sku, amount, unitMs, evidence, unsettled, waived, listPrice, quantity, listCost };
}
