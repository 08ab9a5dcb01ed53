import type { BatchWithCommits, Clock } from '@openfinops/core';
import type { Schedule } from '../schedule/schedule.ts';
import { untilAborted, within } from '../schedule/waiting.ts';
import type { Shipping } from '../shipper/create-shipping.ts';
import type { CycleEvents } from '../shipper/events-port.ts';
import { type RunCycle, runCycleInto } from './run-cycle-into.ts';
import { tuneForLongLife } from './tune-engine.ts';

export interface DaemonParts {
  readonly cycle: RunCycle<unknown>;
  readonly shipping: Shipping;
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly events: CycleEvents;
  /** What is still to be said when the agent leaves, after its last cycle. */
  readonly farewell?: () => AsyncIterable<BatchWithCommits>;
  /** Aborts when the agent is asked to leave. */
  readonly signal: AbortSignal;
}

/** What leaving may take in all; whoever closes the rest after it is still within 15 s. */
const LEAVE_MS = 12_000;
/** Of that: the running cycle, and the delivery of what is queued. */
const CYCLE_GRACE_MS = 5000;
export const DRAIN_MS = 10_000;
/** For a cycle that was told to stop to notice it. */
export const ABORT_GRACE_MS = 1000;
const FAREWELL_MS = 1000;
/** For a slow disk to close, even when all of that time is over. */
const CLOSE_MS = 500;

/**
 * Collects on schedule and delivers until it is asked to leave; neither a server that is down nor a cycle that fails ends it. Then: no new
 * cycle, five seconds for the running one, the farewell, one drain of at most ten, and it resolves. What is left stays in the spool.
 */
export async function runDaemon(parts: DaemonParts): Promise<void> {
  const { cycle, shipping, schedule, clock, events, signal } = parts;
  const heap = tuneForLongLife();
  const collecting = new AbortController();
  const delivering = new AbortController();
  const accept = (item: BatchWithCommits) => {
    heap.look();
    return shipping.accept(item);
  };
  const collectOnce = async () => {
    await runCycleInto(accept, cycle, { clock, events, signal: collecting.signal });
  };
  const shipped = shipping.run(delivering.signal);
  const scheduled = schedule.run(collectOnce, signal);
  let leavingMs = clock.monotonicMs();
  const leftMs = () => LEAVE_MS - (clock.monotonicMs() - leavingMs);

  try {
    await Promise.race([untilAborted(signal), scheduled, shipped]);
    leavingMs = clock.monotonicMs();
    await within(clock, CYCLE_GRACE_MS, scheduled);
    collecting.abort();
    await within(clock, ABORT_GRACE_MS, scheduled);
    await sayFarewell(parts);
    await within(clock, Math.min(DRAIN_MS, leftMs()), shipping.untilEmpty(), shipping.untilDown());
  } finally {
    collecting.abort();
    delivering.abort();
    const closed = shipped.then(() => shipping.close());
    await within(clock, Math.max(CLOSE_MS, leftMs()), closed);
  }
}

/** As much as there is time for; a failure of it is told and keeps nobody. */
async function sayFarewell({ farewell, shipping, clock, events }: DaemonParts): Promise<void> {
  if (farewell === undefined) return;
  const over = new AbortController();
  const saying = (async () => {
    const startedMs = clock.monotonicMs();
    try {
      for await (const item of farewell()) {
        if (over.signal.aborted) return;
        await shipping.accept(item);
      }
    } catch (error) {
      events.cycleFailed({ elapsedMs: clock.monotonicMs() - startedMs, error });
    }
  })();
  await within(clock, FAREWELL_MS, saying);
  over.abort();
}
