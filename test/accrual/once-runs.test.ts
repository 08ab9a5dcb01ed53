import { OnpremOptions, onprem } from '@openfinops/agent-onprem';
import { chargeFromWire, createResolver, HOUR_MS, runCycle, WireBatch } from '@openfinops/core';
import { createFakeClock, createFakeFiles, createFakePorts } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createFakeMachine } from '../../agents/onprem/src/fake-machine.ts';
import { lineCost } from '../oracle/bill.ts';
import { createRng, type Rng } from '../oracle/random.ts';
import { joinReports, type Report } from './drive.ts';

/** Dry runs know nothing of each other: each starts without memory, and some are killed before they have said all. */

const HOUR = Date.UTC(2026, 10, 21, 11);
const card = {
  purchase: { price: 290_000, residualRatio: 0.1, lifeYears: 4, inService: '2025-03-01' },
  opex: { supportPerYear: 15_000, staffPerYear: 12_000, coloPerMonth: 1800 },
  power: { watts: 1200 },
  pue: 1.3,
  tariff: { timeZone: 'UTC', pricePerKwh: 0.12 },
};

/** Price per unit and amount of each meter, worked by hand from the card. */
const EXPECTED = [
  { meter: 'capex', amount: '1', listPrice: '7.448630136986' },
  { meter: 'energy', amount: '1.56', listPrice: '0.12' },
  { meter: 'opex', amount: '1', listPrice: '5.547945205479' },
];

/** One `--once` at an instant of the hour; `keep` of its batches are heard of before it is killed. */
async function runOnce(atMs: number, keep: (batches: number) => number, agentId: string): Promise<Report[]> {
  const clock = createFakeClock({ nowMs: HOUR - 5 * HOUR_MS });
  const files = createFakeFiles();
  createFakeMachine({ files, clock });
  await clock.advance(atMs - clock.nowMs());
  const ports = createFakePorts({ clock, files });
  const provider = await onprem.create(OnpremOptions.parse({ hosting: 'owned', card }), ports);
  const agent = { agentId, hostname: 'host', provider: 'onprem', region: 'global', version: '0.1.0' };
  const prices = createResolver({ sources: provider.priceSources });
  const { signal } = new AbortController();
  const base = {
    provider,
    ledgers: new Map(),
    prices,
    agent,
    clock,
    signal,
    intervalMs: 300_000,
    maxBatchBytes: 4096,
    newId: () => `batch-${Math.random()}`,
  };
  const bodies: WireBatch[] = [];
  for await (const { batch } of runCycle(base)) bodies.push(WireBatch.parse(JSON.parse(batch.json)));
  await provider.close?.();
  return bodies
    .slice(0, keep(bodies.length))
    .flatMap(({ metrics }) => (metrics.kind === 'cost' ? metrics.charges.map((charge) => reportOf(charge, agentId)) : []));
}

function reportOf(record: unknown, agentId: string): Report {
  const read = chargeFromWire(record);
  if ('fault' in read) throw new Error(`${read.fault.field} ${read.fault.reason}`);
  return { agentId, charge: read.charge };
}

/** What the hub knows of the hour, as `meter from to cost`. */
function known(reports: readonly Report[]) {
  const charges = [...joinReports(reports).values()].filter(({ hourStartMs }) => hourStartMs === HOUR);
  charges.sort((a, b) => (a.meter < b.meter ? -1 : 1));
  return charges.map(({ meter, lines, listCost, unknown }) => ({ meter, spans: merged(lines), listCost, unknown }));
}

/** Lines of several runs stand beside each other, because each keeps who said it and when. */
function merged(lines: readonly { readonly fromMs: number; readonly toMs: number }[]): [number, number][] {
  const spans: [number, number][] = [];
  for (const { fromMs, toMs } of lines) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === fromMs) last[1] = toMs;
    else spans.push([fromMs, toMs]);
  }
  return spans;
}

function closedForm(fromMs: number, toMs: number) {
  return EXPECTED.map(({ meter, amount, listPrice }) => {
    const { listCost } = lineCost({ fromMs, toMs, amount, unitMs: HOUR_MS, waived: false, listPrice });
    return { meter, spans: [[fromMs, toMs]], listCost, unknown: [] };
  });
}

function killAtRandom(rng: Rng): (batches: number) => number {
  return (batches) => (rng.chance(0.4) ? rng.int(0, batches - 1) : batches);
}

describe('ten dry runs at random times of one hour, some of them killed', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => ({ seed })))(
    'equal the closed form once joined with one more after the hour (seed $seed)',
    async ({ seed }) => {
      const rng = createRng('once-runs', seed);
      const reports: Report[] = [];

      for (let run = 0; run < 10; run += 1) reports.push(...(await runOnce(HOUR + rng.int(1, HOUR_MS - 1), killAtRandom(rng), `agent-${run}`)));
      reports.push(...(await runOnce(HOUR + HOUR_MS + rng.int(1, HOUR_MS - 1), (batches) => batches, 'agent-last')));

      expect(known(reports)).toEqual(closedForm(HOUR, HOUR + HOUR_MS));
    },
  );

  it.each(Array.from({ length: 20 }, (_, seed) => ({ seed })))('know the hour so far, and no more (seed $seed)', async ({ seed }) => {
    const rng = createRng('once-runs-so-far', seed);
    const times = Array.from({ length: 10 }, () => HOUR + rng.int(1, HOUR_MS - 1));
    const lastMs = Math.max(...times);
    const reports: Report[] = [];

    for (const atMs of times) reports.push(...(await runOnce(atMs, atMs === lastMs ? (batches) => batches : killAtRandom(rng), 'agent-a')));

    expect(known(reports)).toEqual(closedForm(HOUR, lastMs));
  });
});
