import type { Clock } from '@openfinops/core';
import { createRng } from '../../oracle/random.ts';
import { createHerdClock } from './herd-clock.ts';
import { createHerdServer, type HerdServer } from './herd-server.ts';

/** What an agent of the herd lives in. */
export interface HerdWorld {
  readonly clock: Clock;
  readonly server: HerdServer;
  readonly intervalMs: number;
  /** When it starts, ms from the beginning. */
  readonly startMs: number;
}

export interface HerdAgent {
  /** Batches so far. */
  made(): number;
  delivered(): number;
  stop(): Promise<void>;
}

/** What the server saw of an outage's end. */
export interface HerdRun {
  readonly peakPerSecond: number;
  readonly refusalsPerAgentHour: number;
  /** When everything made before the return was delivered, s after it; Infinity: not within the time that was watched. */
  readonly backlogGoneS: number;
}

const AGENTS = 1000;
const CAPACITY_PER_SECOND = 20;
const INTERVAL_MS = 300_000;
const CALM_MS = 600_000;
const OUTAGE_MS = 1_800_000;
const WATCHED_MS = 3_600_000;
const STEP_MS = 1000;
const HOUR_MS = 3_600_000;

/** A thousand agents, ten minutes of calm, half an hour of outage, and an hour afterwards. */
export async function runHerd(start: (no: number, world: HerdWorld) => HerdAgent): Promise<HerdRun> {
  const clock = createHerdClock();
  const server = createHerdServer(clock, CAPACITY_PER_SECOND);
  const rng = createRng('herd-starts');
  const agents = Array.from({ length: AGENTS }, (_, no) => start(no, { clock, server, intervalMs: INTERVAL_MS, startMs: rng.int(0, INTERVAL_MS) }));

  await clock.run(CALM_MS);
  server.goDown();
  await clock.run(CALM_MS + OUTAGE_MS);
  server.comeBack();
  const owed = agents.map((agent) => ({ agent, made: agent.made() }));
  if (owed.every(({ agent, made }) => agent.delivered() === made)) throw new Error('the outage left no backlog');

  let goneMs = Number.POSITIVE_INFINITY;
  for (let passedMs = STEP_MS; passedMs <= WATCHED_MS; passedMs += STEP_MS) {
    await clock.run(CALM_MS + OUTAGE_MS + passedMs);
    if (goneMs === Number.POSITIVE_INFINITY && owed.every(({ agent, made }) => agent.delivered() >= made)) goneMs = passedMs;
  }
  const run = {
    peakPerSecond: server.peakPerSecond(),
    refusalsPerAgentHour: server.refusals() / (AGENTS * (WATCHED_MS / HOUR_MS)),
    backlogGoneS: goneMs / 1000,
  };
  await Promise.all([...agents.map((agent) => agent.stop()), clock.run(CALM_MS + OUTAGE_MS + 2 * WATCHED_MS)]);
  return run;
}
