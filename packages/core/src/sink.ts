import type { Batch } from './batch.ts';

/** What became of a batch that was handed over. Transports never throw for trouble with a delivery. */
export type Delivery =
  | { readonly status: 'accepted' }
  | { readonly status: 'partial'; readonly rejected: readonly Rejection[] }
  | { readonly status: 'retry'; readonly afterMs?: number; readonly error: Error }
  | { readonly status: 'refused'; readonly error: Error };

/** One record that the server would not take, and why. */
export interface Rejection {
  readonly list: string;
  readonly index: number;
  readonly field: string;
  readonly reason: string;
}

export interface Sink {
  readonly name: string;
  deliver(batch: Batch, signal: AbortSignal): Promise<Delivery>;
  close(): Promise<void>;
}
