import type { Clock } from '@openfinops/core';
import type { Schedule } from '../schedule/schedule.ts';
import { untilAborted, within } from '../schedule/waiting.ts';
import type { Shipping } from '../shipper/create-shipping.ts';
import type { CycleEvents } from '../shipper/events-port.ts';
import { type RunCycle, runCycleInto } from './run-cycle-into.ts';

export interface DaemonParts {
  readonly cycle: RunCycle<unknown>;
  readonly shipping: Shipping;
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly events: CycleEvents;
  /** Aborts when the agent is asked to leave. */
  readonly signal: AbortSignal;
}

/** What leaving may take: the running cycle, then what is queued. Together with the rest less than the 30 s that systemd and Kubernetes grant. */
export const CYCLE_GRACE_MS = 5000;
export const DRAIN_MS = 10_000;
/** For a cycle that was told to stop to notice it. */
export const ABORT_GRACE_MS = 1000;

/**
 * Collects on schedule and delivers until it is asked to leave; neither a server that is down nor a cycle that fails ends it. Then: no new
 * cycle, five seconds for the running one, one drain of at most ten, and it resolves. What is left stays in the spool.
 */
export async function runDaemon({ cycle, shipping, schedule, clock, events, signal }: DaemonParts): Promise<void> {
  const collecting = new AbortController();
  const delivering = new AbortController();
  const collectOnce = async () => {
    await runCycleInto((item) => shipping.accept(item), cycle, { clock, events, signal: collecting.signal });
  };
  const shipped = shipping.run(delivering.signal);
  const scheduled = schedule.run(collectOnce, signal);

  try {
    await Promise.race([untilAborted(signal), scheduled, shipped]);
    await within(clock, CYCLE_GRACE_MS, scheduled);
    collecting.abort();
    await within(clock, ABORT_GRACE_MS, scheduled);
    await within(clock, DRAIN_MS, shipping.untilEmpty(), shipping.untilDown());
  } finally {
    collecting.abort();
    delivering.abort();
    await shipped;
    await shipping.close();
  }
}
