import type { BatchWithCommits, Clock, Gap, Ledger, Safety, Sink, Spool, SpoolCounts } from '@openfinops/core';
import { createCircuit } from '../sinks/circuit.ts';
import type { SpoolHooks } from '../spool/spool-hooks.ts';
import type { ShippingEvents } from './events-port.ts';
import { healing } from './healing.ts';
import { createLedgerCommits } from './ledger-commits.ts';
import { type Registration, registering } from './registration.ts';
import { createServerState } from './server-state.ts';
import { createServerWatch } from './server-watch.ts';
import type { SettlerParts } from './settler.ts';
import { createShipper } from './shipper.ts';

/** The way from a cycle to the server: spool, shipper, heartbeat, and the ledgers that are saved once their charges are safe. */
export interface Shipping {
  /** Resolves once the batch is as safe as the spool can make it, and the ledgers that may be saved then are. Throws SPOOL_UNWRITABLE. */
  accept(item: BatchWithCommits): Promise<Safety>;
  /** Delivers and keeps the agent registered until the signal aborts; nothing else ends it. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves once nothing is queued and every ledger that may be saved is. */
  untilEmpty(): Promise<void>;
  /** Resolves once the server does not take data; at once while that is so. */
  untilDown(): Promise<void>;
  counts(): SpoolCounts;
  /** What was dropped and is not told yet, for this cycle's batch; told once a cycle's batch is safe. */
  takeGaps(): readonly Gap[];
  /** Why the spool cannot keep data safe now; undefined: it can. */
  trouble(): Error | undefined;
  /** Why a ledger could not be saved, the last time that happened; undefined: it never did. */
  unsaved(): unknown;
  close(): Promise<void>;
}

export interface ShippingParts {
  /** Delivers once; waiting and trying again is done here. */
  readonly sink: Sink;
  readonly registration: Registration;
  readonly makeSpool: (hooks: SpoolHooks) => Spool;
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
  let saving = Promise.resolve();
  /** The batch of a cycle that tells the gaps taken last, or its parts. */
  const tellingIds = new Set<string>();

  const saveAll = async (): Promise<void> => {
    for (const { scope, ledger } of commits.takeReady()) {
      try {
        await saveLedger?.(ledger);
      } catch (error) {
        unsaved = error;
        events.ledgerUnsaved({ scope, error });
      }
    }
  };
  /** One after the other: an older ledger must not overtake a newer one. */
  const saveReady = (): Promise<void> => {
    saving = saving.then(saveAll);
    return saving;
  };
  /** The batch is on disk, at the server, or refused for good. */
  const onSafe = async (batchId: string): Promise<void> => {
    commits.settle(batchId);
    if (tellingIds.delete(batchId) && tellingIds.size === 0) await spool.settleGaps();
    await saveReady();
  };

  const spool = parts.makeSpool({
    onDropped(batch, reason) {
      commits.drop(batch);
      events.batchDropped({ batch, reason });
    },
    onDurable(batch) {
      onSafe(batch.id).catch((error: unknown) => events.shippingFailed({ error }));
    },
    onCorrupt: (batch, error) => events.batchCorrupt({ batch, error }),
    onDegraded: (error) => events.spoolDegraded({ error }),
    onRecovered: () => events.spoolRecovered(),
  });
  const sink = healing(registering(parts.sink, registration), registration);
  const circuit = createCircuit(clock, random);
  const server = createServerState({ circuit, watch, registration, clock, random, events, queued: () => spool.counts().queued });
  const onSplit: SettlerParts['onSplit'] = async (whole, divided, safeties) => {
    const partIds = divided.map(({ id }) => id);
    commits.split(whole.id, partIds);
    if (tellingIds.delete(whole.id)) for (const id of partIds) tellingIds.add(id);
    for (const [no, part] of divided.entries()) {
      if (safeties[no] === 'durable') await onSafe(part.id);
      if (safeties[no] === 'dropped') commits.drop(part);
    }
    await saveReady();
  };
  const shipper = createShipper({ spool, sink, server, clock, random, events, onSettled: onSafe, onSplit });
  const append = async (item: BatchWithCommits): Promise<Safety> => {
    commits.add(item);
    try {
      return await spool.append(item.batch);
    } catch (error) {
      commits.drop(item.batch);
      throw error;
    }
  };

  return {
    async accept(item) {
      const { batch } = item;
      const safety = await append(item);
      if (safety === 'dropped') return safety;
      if (batch.kind === 'cycle') {
        tellingIds.clear();
        tellingIds.add(batch.id);
      }
      events.batchSpooled({ batch, safety });
      shipper.wake();
      if (safety === 'durable') await onSafe(batch.id);
      return safety;
    },
    async run(signal) {
      await Promise.all([shipper.run(signal), registration.keepAlive(signal, server)]);
    },
    untilEmpty: () => shipper.untilEmpty(),
    untilDown: () => watch.untilDown(),
    counts: () => spool.counts(),
    takeGaps: () => spool.takeGaps(),
    trouble: () => spool.trouble(),
    unsaved: () => unsaved,
    async close() {
      await spool.close();
      await saving;
      await sink.close();
    },
  };
}
