import type { Clock } from '@openfinops/core';
import { firstTickMs, phaseMs } from './phase.ts';
import { createSingleRun, type Schedule } from './schedule.ts';

export interface EveryOptions {
  readonly intervalMs: number;
  readonly agentId: string;
  readonly clock: Clock;
  readonly onSkipped: () => void;
}

/** A long sleep is cut into these, so that waking up from suspend is noticed soon. */
const SLICE_MS = 30_000;
/** Wall time that ran so far ahead of monotonic time was spent asleep, or the clock was set. */
const SUSPENDED_MS = 60_000;

/**
 * A cycle at once, then one per interval at the agent's own phase. Time is monotonic: setting the clock moves nothing. A tick during a
 * running cycle is skipped; after suspend, or after the process stood still, there is one cycle and not all that were missed.
 */
export function everyInterval({ intervalMs, agentId, clock, onSkipped }: EveryOptions): Schedule {
  const phase = phaseMs(agentId, intervalMs);
  const nextGridMs = () => clock.monotonicMs() + firstTickMs(clock.nowMs(), phase, intervalMs);

  return {
    async run(task, signal) {
      const single = createSingleRun(task, onSkipped);
      single.start();
      let tickMs = nextGridMs();
      while (!signal.aborted) {
        const woke = await sleepUntil(tickMs, clock, signal);
        if (woke === 'aborted') break;
        single.start();
        tickMs = woke === 'suspended' ? nextGridMs() : nextTick(tickMs, clock.monotonicMs(), intervalMs);
      }
      await single.settled();
    },
  };
}

/** The first tick after now: those in between were missed. */
function nextTick(lastMs: number, nowMs: number, intervalMs: number): number {
  return lastMs + intervalMs * (Math.floor(Math.max(0, nowMs - lastMs) / intervalMs) + 1);
}

async function sleepUntil(tickMs: number, clock: Clock, signal: AbortSignal): Promise<'tick' | 'suspended' | 'aborted'> {
  const aheadMs = () => clock.nowMs() - clock.monotonicMs();
  for (let before = aheadMs(); clock.monotonicMs() < tickMs; before = aheadMs()) {
    try {
      await clock.sleep(Math.min(SLICE_MS, tickMs - clock.monotonicMs()), signal);
    } catch (error) {
      if (signal.aborted) return 'aborted';
      throw error;
    }
    if (aheadMs() - before >= SUSPENDED_MS) return 'suspended';
  }
  return signal.aborted ? 'aborted' : 'tick';
}
