import type { Clock } from '@openfinops/core';
import { untilAborted, within } from '../schedule/waiting.ts';
import type { Shipping } from '../shipper/create-shipping.ts';
import type { CycleEvents } from '../shipper/events-port.ts';
import { type CycleEnd, type RunCycle, runCycleInto } from './run-cycle-into.ts';
import { ABORT_GRACE_MS, DRAIN_MS } from './run-daemon.ts';

export interface OnceParts<Outcome> {
  readonly cycle: RunCycle<Outcome>;
  readonly shipping: Shipping;
  readonly clock: Clock;
  readonly events: CycleEvents;
  /** Everything, delivery included, is over by then. */
  readonly deadlineMs: number;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
}

export interface OnceResult<Outcome> {
  readonly delivered: number;
  /** Not delivered in time. */
  readonly queued: number;
  readonly dropped: number;
  /** Refused for good. */
  readonly dead: number;
  /** The cycle did not come to its end: its time was over, or it was interrupted. */
  readonly partial: boolean;
  /** The cycle's own; null: it did not come to its end. */
  readonly outcome: Outcome | null;
}

/** The part of the deadline that collecting may take; the rest is for delivery. */
const COLLECT_RATIO = 0.8;

/**
 * One real cycle: collect, deliver, save the ledger, done. Tries until the deadline to deliver.
 * Rejects with the cycle's own error, or with STATE_UNWRITABLE, after having delivered what there was.
 */
export async function runOnceAndSend<Outcome>(parts: OnceParts<Outcome>): Promise<OnceResult<Outcome>> {
  const { cycle, shipping, clock, events, deadlineMs, signal } = parts;
  const startedMs = clock.monotonicMs();
  const leftMs = () => Math.max(0, deadlineMs - (clock.monotonicMs() - startedMs));
  const collecting = new AbortController();
  const delivering = new AbortController();
  const shipped = shipping.run(delivering.signal);

  const ending = runCycleInto((item) => shipping.accept(item), cycle, { clock, events, signal: collecting.signal });
  await within<unknown>(clock, deadlineMs * COLLECT_RATIO, ending, untilAborted(signal));
  collecting.abort();
  const end: CycleEnd<Outcome> = (await within(clock, ABORT_GRACE_MS, ending)) ?? { status: 'stopped' };
  await within(clock, leftMs(), shipping.untilEmpty(), untilAborted(signal));
  if (signal.aborted) await within(clock, Math.min(leftMs(), DRAIN_MS), shipping.untilEmpty(), shipping.untilDown());
  delivering.abort();
  await shipped;
  await shipping.close();

  if (end.status === 'failed') throw end.error;
  if (shipping.unsaved() !== undefined) throw shipping.unsaved();
  const { delivered, queued, dropped, dead } = shipping.counts();
  return { delivered, queued, dropped, dead, partial: end.status === 'stopped', outcome: end.status === 'finished' ? end.outcome : null };
}
