import type { Batch } from './batch.ts';

/**
 * Why a batch is to be sent again. `passing`: the network, or trouble behind the server's door; `busy`: it is there and has too much to do; `busy-with-it`: the server is still at work on this very batch;
 * `suspect`: the server broke, perhaps of this batch; `access`: it does not know or allow the sender; `unknown-agent`: it does not know the agent, or
 * the path; `endpoint`: it is not the server that it should be; `unconfirmed`: something said yes that is not our server.
 */
export type Trouble = 'passing' | 'busy' | 'busy-with-it' | 'suspect' | 'access' | 'unknown-agent' | 'endpoint' | 'unconfirmed';

/** What became of a batch that was handed over. Transports never throw for trouble with a delivery. */
export type Delivery =
  | { readonly status: 'accepted' }
  | { readonly status: 'partial'; readonly rejected: readonly Rejection[] }
  /** It is kept and sent again; no trouble named: `passing`. */
  | { readonly status: 'retry'; readonly trouble?: Trouble; readonly afterMs?: number; readonly error: Error }
  /** Too many bytes for one request; in parts it may be taken. */
  | { readonly status: 'too-large'; readonly error: Error }
  /** It will never be taken as it is; parts of it may be. */
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
  /** Largest body that it says it takes; null: it does not say. */
  maxBytes?(): number | null;
  close(): Promise<void>;
}
