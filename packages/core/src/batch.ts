import type { Ledger } from './ledger.ts';
import type { ScopeId } from './model.ts';

export type BatchKind = 'cost' | 'use' | 'cycle';
/** What is dropped last when room runs out: P0 cost, P1 cycle, P2 use. */
export type BatchClass = 'P0' | 'P1' | 'P2';

/** An immutable part of a cycle, encoded once: identical bytes on disk, on the wire and on every retry. */
export interface Batch {
  /** UUIDv7, made once; the idempotency key. */
  readonly id: string;
  readonly kind: BatchKind;
  readonly cycleId: string;
  readonly part: number;
  /** Epoch ms after which it is worthless (open hours); null: never. */
  readonly expiresMs: number | null;
  /** Resources, charges, series, … in it. */
  readonly records: number;
  /** The request body of WIRE.md. */
  readonly json: string;
}

export interface LedgerCommit {
  readonly scope: ScopeId;
  readonly ledger: Ledger;
}

/** A batch, and the ledgers that may be saved once it and all before it are durable. */
export interface BatchWithCommits {
  readonly batch: Batch;
  readonly commits: readonly LedgerCommit[];
}

export const CLASS_OF_KIND: Readonly<Record<BatchKind, BatchClass>> = { cost: 'P0', cycle: 'P1', use: 'P2' };
