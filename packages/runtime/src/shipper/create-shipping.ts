import type { Batch, BatchWithCommits, Clock, Gap, Ledger, Sink, Spool, SpoolCounts } from '@openfinops/core';
import { RETRY_ONCE, retrying } from '../sinks/retrying.ts';
import type { ShippingEvents } from './events-port.ts';
import { createLedgerCommits } from './ledger-commits.ts';
import { type Registration, registering } from './registration.ts';
import { createServerWatch } from './server-watch.ts';
import { createShipper } from './shipper.ts';

/** The way from a cycle to the server: spool, shipper, heartbeat, and the ledgers that are saved when their charges have arrived. */
export interface Shipping {
  /** Resolves once the batch is spooled. Throws SPOOL_UNWRITABLE. */
  accept(item: BatchWithCommits): Promise<void>;
  /** Delivers and keeps the agent registered until the signal aborts; nothing else ends it. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves once nothing is queued and every ledger that may be saved is. */
  untilEmpty(): Promise<void>;
  /** Resolves once the server does not take data; at once while that is so. */
  untilDown(): Promise<void>;
  counts(): SpoolCounts;
  /** What was dropped since the last call, for the next cycle's batch. */
  takeGaps(): readonly Gap[];
  /** Why a ledger could not be saved, the last time that happened; undefined: it never did. */
  unsaved(): unknown;
  close(): Promise<void>;
}

export interface ShippingParts {
  /** Delivers once; waiting and trying again is done here. */
  readonly sink: Sink;
  readonly registration: Registration;
  readonly makeSpool: (hooks: { readonly onDropped: (batch: Batch, reason: string) => void }) => Spool;
  /** undefined: there is no state to save to. */
  readonly saveLedger: ((ledger: Ledger) => Promise<void>) | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly events: ShippingEvents;
}

export function createShipping(parts: ShippingParts): Shipping {
  const { registration, saveLedger, clock, random, events } = parts;
  const commits = createLedgerCommits();
  const watch = createServerWatch(events, clock);
  let unsaved: unknown;

  const saveReady = async (): Promise<void> => {
    for (const { scope, ledger } of commits.takeReady()) {
      try {
        await saveLedger?.(ledger);
      } catch (error) {
        unsaved = error;
        events.ledgerUnsaved({ scope, error });
      }
    }
  };
  const onDropped = (batch: Batch, reason: string) => {
    commits.drop(batch);
    events.batchDropped({ batch, reason });
  };
  const onSettled = async (batchId: string) => {
    watch.answered();
    commits.settle(batchId);
    await saveReady();
  };

  const spool = parts.makeSpool({ onDropped });
  const sink = retrying(registering(parts.sink, registration), RETRY_ONCE, {
    clock,
    random,
    onFailure(failed) {
      watch.failed(failed.error);
      events.batchRetried(failed);
    },
  });
  const shipper = createShipper({ spool, sink, clock, events, onSettled });

  return {
    async accept(item) {
      commits.add(item);
      await spool.append(item.batch);
      events.batchSpooled({ batch: item.batch });
      shipper.wake();
    },
    async run(signal) {
      await Promise.all([shipper.run(signal), registration.keepAlive(signal)]);
    },
    untilEmpty: () => shipper.untilEmpty(),
    untilDown: () => watch.untilDown(),
    counts: () => spool.counts(),
    takeGaps: () => spool.takeGaps(),
    unsaved: () => unsaved,
    async close() {
      await spool.close();
      await sink.close();
    },
  };
}
