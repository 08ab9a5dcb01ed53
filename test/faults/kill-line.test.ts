import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JoinedCharge } from '@openfinops/core';
import { openSqliteStore } from '@openfinops/hub';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { hubUrl, type Running, startAgent } from '../e2e/long-running.ts';
import { createWorkDir, runAgent } from '../e2e/run-agent.ts';
import { lineCost } from '../oracle/bill.ts';
import { createRng } from '../oracle/random.ts';
import { add, fromDecimal, toDecimalExact, ZERO } from '../oracle/rational.ts';
import { startLoad } from './load.ts';

/** Agent and hub, each killed -9 again and again under load, then drained: real processes, a real database, real time. */

const KILLS = Number(process.env.OPENFINOPS_KILLS ?? 20);
const HOUR_MS = 3_600_000;
const CARD = `onprem:
  hosting: owned
  card:
    purchase: { price: 290000, residualRatio: 0.1, lifeYears: 4, inService: 2025-03-01 }
    opex: { supportPerYear: 15000, staffPerYear: 12000, coloPerMonth: 1800 }
`;
/** Worked by hand from the card: 261,000 / 35,040 and 48,600 / 8,760, to 12 decimals. */
const PRICES: Readonly<Record<string, string>> = { capex: '7.448630136986', opex: '5.547945205479' };

beforeAll(async () => {
  await runAgent(['--version'], { cwd: process.cwd() });
}, 60_000);

it(`loses nothing acknowledged and doubles nothing, though agent and hub are each killed ${KILLS} times`, { timeout: 300_000 }, async ({
  annotate,
}) => {
  const rng = createRng('kill-line', Number(process.env.OPENFINOPS_SEED ?? 1));
  const cwd = await createWorkDir();
  await writeFile(join(cwd, 'openfinops.yaml'), CARD);
  const alive = new Set<Running>();
  onTestFinished(async () => {
    for (const running of alive) await running.stop('SIGKILL');
  });
  const launch = (args: readonly string[]): Running => {
    const running = startAgent(args, { cwd });
    alive.add(running);
    return running;
  };
  const kill = async (running: Running, signal: NodeJS.Signals) => {
    alive.delete(running);
    return await running.stop(signal);
  };
  const startHub = (bind: string) => launch(['hub', '--bind', bind, '--data', join(cwd, 'data')]);
  let hub = startHub('127.0.0.1:0');
  const url = await hubUrl(hub);
  const startOnprem = () => launch(['onprem', '--server', url, '--interval', '1', '--log-level', 'debug', '--state', join(cwd, 'state')]);
  const loadHourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;
  const startedHourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const load = startLoad(() => url, loadHourMs, 'load-agent');
  const said: string[] = [];
  let agent = startOnprem();

  for (let round = 0; round < KILLS; round += 1) {
    await pause(rng.int(100, 900));
    await kill(hub, 'SIGKILL');
    await pause(rng.int(0, 200));
    hub = startHub(new URL(url).host);
    await pause(rng.int(100, 900));
    said.push(agent.stderr());
    await kill(agent, 'SIGKILL');
    agent = startOnprem();
    await hubUrl(hub);
  }
  await agent.until(/cycle finished/);
  await pause(2500);
  await load.stop();
  expect(await kill(agent, 'SIGTERM')).toBe(0);
  said.push(agent.stderr());
  expect(await kill(hub, 'SIGTERM')).toBe(0);

  const store = openSqliteStore(join(cwd, 'data/hub.sqlite'));
  const loaded = await store.charges(1, loadHourMs);
  const lastHour = (await store.charges(1, startedHourMs - HOUR_MS)).filter(({ scope }) => scope.startsWith('onprem/'));
  const { bodies } = await store.recent(1, 0, { rows: 1_000_000, bytes: 1e9 });
  const totals = await store.scopeCosts(1, 'hour', loadHourMs, loadHourMs + HOUR_MS);
  await store.close();

  // Every batch whose acknowledgement arrived, here or at the agent, is there once.
  const acked = [
    ...load.acked,
    ...said.flatMap((text) => [...text.matchAll(/"batchId":"([0-9a-f-]+)"[^\n]*"msg":"batch delivered"/g)].map(([, id = '']) => id)),
  ];
  expect(acked.length).toBeGreaterThan(KILLS);
  const stored = new Map<string, number>();
  for (const { metricsJson } of bodies) {
    const { batch_id: id = '' } = JSON.parse(metricsJson) as { batch_id?: string };
    stored.set(id, (stored.get(id) ?? 0) + 1);
  }
  expect(acked.filter((id) => stored.get(id) !== 1)).toEqual([]);

  // What was spooled and died with the agent: its charges are told again from the saved ledger (checked below), use and cycle are gone.
  const spooled = said.flatMap((text) => [...text.matchAll(/"batchId":"([0-9a-f-]+)","kind":"(cost|use|cycle)"[^\n]*"msg":"batch spooled"/g)]);
  const lost = spooled.filter(([, id = '']) => !stored.has(id)).map(([, , kind = '']) => kind);
  const count = (kind: string) => lost.filter((one) => one === kind).length;
  await annotate(`of ${spooled.length} batches spooled, killed agents lost ${count('cost')} cost, ${count('use')} use and ${count('cycle')} cycle`);
  expect(spooled.length).toBeGreaterThan(KILLS);

  // Every charge that is owed is there with its exact cost; beside them only what was stored though its acknowledgement got lost.
  const byId = new Map(loaded.map((charge) => [charge.id, charge]));
  const missing = [...load.owed.values()].filter(({ id, listCost }) => byId.get(id)?.listCost !== listCost);
  expect(missing.map(({ id }) => id)).toEqual([]);
  expect(loaded.filter(({ lines }) => lines.length !== 1)).toEqual([]);
  const sum = loaded.reduce((total, { listCost }) => add(total, fromDecimal(listCost ?? '0')), ZERO);
  expect(totals.map(({ listCost }) => listCost)).toEqual([toDecimalExact(sum)]);

  // What the agent charged for the hour before is what the oracle makes of the card.
  expect(lastHour.map(billOf).sort((a, b) => (a.meter < b.meter ? -1 : 1))).toEqual(
    Object.entries(PRICES).map(([meter, listPrice]) => ({
      meter,
      complete: true,
      listCost: lineCost({ fromMs: 0, toMs: HOUR_MS, amount: '1', unitMs: HOUR_MS, waived: false, listPrice }).listCost,
    })),
  );
});

function billOf({ meter, complete, listCost }: JoinedCharge) {
  return { meter, complete, listCost };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
