import { AgentError } from '@openfinops/core';
import { createRng } from '../../oracle/random.ts';
import type { HerdAgent, HerdWorld } from './herd.ts';

/** How others wait. */
export interface NaivePolicy {
  readonly name: string;
  /** After so many failures in a row: 1, 2, … */
  waitMs(failures: number, random: () => number): number;
  /** Cycles lie anywhere in the interval; else at its start, for everybody. */
  readonly hasPhase: boolean;
}

const CAP_MS = 60_000;
const doubled = (failures: number): number => Math.min(CAP_MS, 1000 * 2 ** (failures - 1));

export const NAIVE_POLICIES = {
  fixed: { name: 'fixed 5 s, no phase', waitMs: () => 5000, hasPhase: false },
  exponential: { name: 'exponential 1 to 60 s, no jitter', waitMs: doubled, hasPhase: false },
  fullJitter: { name: 'full jitter 1 to 60 s, drained at once', waitMs: (failures, random) => random() * doubled(failures), hasPhase: true },
} as const satisfies Record<string, NaivePolicy>;

const POST = { url: 'http://herd/api/v1/telemetry/ingest', json: '{}', headers: {}, gzip: false };

/** One batch an interval, sent in order, tried again by its policy, and no heartbeat: the least that an agent may do. */
export function startNaiveAgent(no: number, { clock, server, intervalMs }: HerdWorld, { name, waitMs, hasPhase }: NaivePolicy): HerdAgent {
  const random = createRng('herd', name, no).unit;
  const stop = new AbortController();
  const phaseMs = hasPhase ? random() * intervalMs : 0;
  let made = 0;
  let delivered = 0;
  let failures = 0;
  let ring = (): void => {};
  const make = async (): Promise<void> => {
    await clock.sleep(phaseMs, stop.signal);
    for (;;) {
      made += 1;
      ring();
      await clock.sleep(intervalMs, stop.signal);
    }
  };
  const sendOne = async (): Promise<void> => {
    const reply = await server.post(POST, stop.signal);
    if (!(reply instanceof AgentError) && reply.status === 200) {
      delivered += 1;
      failures = 0;
      return;
    }
    failures += 1;
    await clock.sleep(waitMs(failures, random), stop.signal);
  };
  const send = async (): Promise<void> => {
    for (;;) {
      while (delivered < made) await sendOne();
      await new Promise<void>((resolve) => {
        ring = resolve;
      });
      if (stop.signal.aborted) return;
    }
  };
  const running = Promise.allSettled([make(), send()]);
  return {
    made: () => made,
    delivered: () => delivered,
    async stop() {
      stop.abort();
      ring();
      await running;
    },
  };
}
