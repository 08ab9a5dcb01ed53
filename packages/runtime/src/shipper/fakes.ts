import type { Batch, Delivery, LedgerCommit, Sink } from '@openfinops/core';
import { AgentError, emptyLedger } from '@openfinops/core';
import type { Events } from './events-port.ts';

/** For tests: what happened, in order, as `name` and its details. */
export interface RecordedEvents extends Events {
  readonly names: () => string[];
  readonly of: (name: keyof Events) => Record<string, unknown>[];
}

const NAMES = [
  'batchSpooled',
  'batchDelivered',
  'batchRetried',
  'batchSplit',
  'batchRefused',
  'batchDropped',
  'batchCorrupt',
  'spoolDegraded',
  'spoolRecovered',
  'recordsRejected',
  'serverDown',
  'serverStillDown',
  'serverUp',
  'serverWarned',
  'heartbeatSent',
  'heartbeatFailed',
  'ledgerUnsaved',
  'shippingFailed',
  'cycleStarted',
  'cycleFinished',
  'cycleFailed',
  'cycleStopped',
  'cycleSkipped',
] as const satisfies readonly (keyof Events)[];

export function recordEvents(): RecordedEvents {
  const seen: { readonly name: string; readonly at: Record<string, unknown> }[] = [];
  const recorders = Object.fromEntries(NAMES.map((name) => [name, (at: Record<string, unknown> = {}) => seen.push({ name, at })]));
  return {
    ...(recorders as unknown as Events),
    names: () => seen.map(({ name }) => name),
    of: (name) => seen.filter((event) => event.name === name).map(({ at }) => at),
  };
}

/** For tests: a small batch. */
export function makeBatch(parts: Partial<Batch> & { readonly id: string }): Batch {
  return { kind: 'cost', cycleId: 'cycle-1', part: 1, expiresMs: null, records: 1, json: `{"batch":"${parts.id}"}`, ...parts };
}

/** For tests: a ledger to commit, told apart by its time. */
export function commitOf(scope: string, atMs: number): LedgerCommit {
  return { scope, ledger: { ...emptyLedger(scope), atMs } };
}

export const RETRY: Delivery = {
  status: 'retry',
  error: new AgentError('SERVER_UNREACHABLE', 'no server at http://127.0.0.1:1: nothing listens there'),
};

/** For tests: a sink that answers as the list says, then accepts; undefined in the list never answers. */
export function createScriptedSink(
  script: readonly (Delivery | undefined)[] = [],
): Sink & { readonly delivered: string[]; readonly tried: string[] } {
  const tried: string[] = [];
  const delivered: string[] = [];
  return {
    name: 'scripted',
    tried,
    delivered,
    async deliver(batch, signal) {
      const said = tried.length < script.length ? script[tried.length] : { status: 'accepted' as const };
      tried.push(batch.id);
      if (said === undefined) await hang(signal);
      if (said?.status === 'accepted' || said?.status === 'partial') delivered.push(batch.id);
      return said ?? RETRY;
    },
    async close() {},
  };
}

/** Rejects when the signal aborts, and does nothing until then. */
export function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(new DOMException('aborted', 'AbortError'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
