import type { CycleFrame, Sender } from './batch-writer.ts';
import { createRunningCount, type RunningCount } from './count-running.ts';
import { type CycleBatches, createCycleBatches } from './cycle-batches.ts';
import type { ScopeState } from './cycle-scopes.ts';
import { createSummary, type SummaryBuilder } from './cycle-summary.ts';
import { AgentError, messageOf } from './errors.ts';
import { hourOf } from './hours.ts';
import type { Ledger } from './ledger.ts';
import type { Resource, ScopeId, Window } from './model.ts';
import { createPacer, type Pacer } from './pacer.ts';
import type { Clock } from './ports.ts';
import type { PriceResolver } from './pricing.ts';
import type { OwnCost, Problem, Provider } from './provider.ts';
import { createReadingBook, type ReadingBook } from './reading-book.ts';
import type { ResourceMemory } from './resource-memory.ts';
import type { Gap } from './spool.ts';

export interface CycleInput {
  readonly provider: Provider;
  readonly ledgers: ReadonlyMap<ScopeId, Ledger>;
  readonly prices: PriceResolver;
  readonly agent: Sender;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The time between two cycles. */
  readonly intervalMs: number;
  readonly maxBatchBytes: number;
  /** A fresh UUIDv7. */
  readonly newId: () => string;
  /** What the server already has; without it every resource is sent. */
  readonly resourceMemory?: ResourceMemory;
  /** What the spool dropped since the last cycle. */
  readonly gaps?: readonly Gap[];
  readonly onProgress?: (progress: CycleProgress) => void;
}

/** Where a cycle is, for a person who waits. */
export interface CycleProgress {
  readonly stage: 'discover' | 'collect' | 'done';
  readonly scope: ScopeId | null;
  readonly resources: number;
  readonly calls: number;
}

/** What a cycle gathers on its way through its stages. */
export interface Cycle {
  readonly input: CycleInput;
  readonly frame: CycleFrame;
  readonly batches: CycleBatches;
  readonly pacer: Pacer;
  readonly scopes: Map<ScopeId, ScopeState>;
  /** Resources listed so far. */
  listed: number;
  readonly running: RunningCount;
  /** Those whose records wait for readings. */
  readonly waiting: Resource[];
  readonly readings: ReadingBook;
  readonly summary: SummaryBuilder;
  readonly problems: Problem[];
  /** What the provider's own calls had come to before this cycle. */
  readonly ownCostBefore: OwnCost | undefined;
}

export function startCycle(input: CycleInput): Cycle {
  const atMs = input.clock.nowMs();
  let part = 0;
  const frame: CycleFrame = {
    agent: input.agent,
    cycleId: input.newId(),
    atMs,
    window: cycleWindow(input.ledgers, atMs),
    maxBatchBytes: input.maxBatchBytes,
    newId: input.newId,
    nextPart: () => {
      part += 1;
      return part;
    },
  };
  return {
    input,
    frame,
    batches: createCycleBatches(frame),
    pacer: createPacer(input.clock),
    scopes: new Map(),
    listed: 0,
    running: createRunningCount(),
    waiting: [],
    readings: createReadingBook(),
    summary: createSummary(),
    problems: [],
    ownCostBefore: input.provider.ownCost?.(),
  };
}

/** From the oldest look remembered, else from the start of this hour, until now. */
function cycleWindow(ledgers: ReadonlyMap<ScopeId, Ledger>, atMs: number): Window {
  let startMs = hourOf(atMs);
  for (const ledger of ledgers.values()) if (ledger.atMs !== null) startMs = Math.min(startMs, ledger.atMs);
  return { startMs, endMs: Math.max(atMs, startMs) };
}

/** Calls made to the provider so far, as its scopes report them. */
export function countCalls(cycle: Cycle): number {
  let calls = 0;
  for (const state of cycle.scopes.values()) calls += state.calls;
  return calls;
}

/** An exception of a whole stage, as data. */
export function toProblem(stage: Problem['stage'], error: unknown): Problem {
  if (!(error instanceof AgentError)) return { stage, code: 'INTERNAL', scope: null, message: messageOf(error) };
  const { code, hint, scope } = error;
  return { stage, code, scope: scope ?? null, message: messageOf(error), ...(hint === undefined ? {} : { hint }) };
}
