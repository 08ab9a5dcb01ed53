import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { TelemetryRow } from '../../../testing/src/reference-answers.ts';
import { createReferenceServer, type ReferenceServer } from '../../../testing/src/reference-server.ts';

/** Kills of the agent and of the server each; `OPENFINOPS_KILLS=20` for the long form. */
const KILLS = Number(process.env.OPENFINOPS_KILLS ?? 2);
const TARGET = fileURLToPath(new URL('./kill-target.ts', import.meta.url));

interface StoredMetrics {
  readonly batch_id: string;
  readonly charges: readonly { readonly id: string; readonly effective_cost: string }[];
}

interface Agent {
  readonly process: ChildProcess;
  /** Batch ids, as the agent told. */
  readonly spooled: string[];
  readonly delivered: string[];
}

it(`loses no acknowledged batch and doubles no charge when agent and server are killed ${KILLS} times each`, {
  timeout: 20_000 + KILLS * 5000,
}, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'openfinops-kill-'));
  const faults = createFaults();
  const server = await createReferenceServer({ losesReply: faults.losesReply });
  const start = () => startAgent([server.url, join(dir, 'state'), String(endedHours(server))]);
  const agents: Agent[] = [];

  for (let kill = 0; kill < KILLS; kill += 1) {
    const agent = await start();
    agents.push(agent);
    await sleep(20 + (kill % 5) * 40);
    await killServer(server);
    await sleep(20 + kill * 3);
    await endBy(agent, 'SIGKILL');
  }
  faults.stop();
  const last = await start();
  await sleep(100);
  const exitCode = await endBy(last, 'SIGTERM');

  const stored = server.rows.map(({ metrics }) => metrics as StoredMetrics);
  const storedIds = new Set(stored.map(({ batch_id }) => batch_id));
  const charges = stored.flatMap((metrics) => metrics.charges);
  const joined = new Map(charges.map((charge) => [charge.id, charge.effective_cost]));
  const acknowledged = [...agents, last].flatMap(({ delivered }) => delivered);
  expect(exitCode).toBe(0);
  expect(acknowledged.length).toBeGreaterThan(KILLS);
  expect(acknowledged.filter((id) => !storedIds.has(id))).toEqual([]);
  expect(missingHours(joined)).toEqual([]);
  expect(charges.length, 'the faults must have made some charges come twice').toBeGreaterThan(joined.size);
  expect(
    last.spooled.filter((id) => !storedIds.has(id)),
    'only a kill may lose a batch',
  ).toEqual([]);
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

/** While the agent was dead, some more hours ended than it has told of. */
function endedHours(server: ReferenceServer): number {
  const told = server.rows.flatMap(({ metrics }) => (metrics as StoredMetrics).charges.map((charge) => hourOfCharge(charge.id)));
  return Math.max(0, ...told) + 20;
}

/** Hours up to the last that did not arrive, or arrived with another amount. */
function missingHours(joined: ReadonlyMap<string, string>): number[] {
  const last = Math.max(...Array.from(joined.keys(), hourOfCharge));
  const hours = Array.from({ length: last + 1 }, (_, hour) => hour);
  return hours.filter((hour) => joined.get(`charge-${hour}`) !== `0.${hour}1`);
}

function hourOfCharge(chargeId: string): number {
  return Number(chargeId.replace('charge-', ''));
}

/** The reply to the third batch with charges is lost after it was stored, and to every thirtieth after that, until the faults stop. */
function createFaults(): { losesReply(row: TelemetryRow): boolean; stop(): void } {
  let isOver = false;
  let seen = 0;
  return {
    losesReply({ metrics }) {
      if ((metrics as StoredMetrics).charges.length === 0) return false;
      seen += 1;
      return !isOver && seen % 30 === 3;
    },
    stop() {
      isOver = true;
    },
  };
}

/** Resolves once the agent delivers. */
async function startAgent(args: readonly string[]): Promise<Agent> {
  const child = spawn(process.execPath, ['--import', 'tsx', TARGET, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const agent: Agent = { process: child, spooled: [], delivered: [] };
  await new Promise<void>((resolve) => {
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [what, id = ''] = line.split(' ');
        if (what === 'spooled') agent.spooled.push(id);
        else agent.delivered.push(id);
      }
      if (agent.delivered.length > 0) resolve();
    });
  });
  return agent;
}

async function killServer(server: ReferenceServer): Promise<void> {
  await server.kill();
  await sleep(20);
  await server.restart();
}

async function endBy(agent: Agent, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const ended = once(agent.process, 'close') as Promise<[number | null]>;
  agent.process.kill(signal);
  return (await ended)[0];
}
