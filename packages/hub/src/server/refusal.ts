import type { RecordFault } from '@openfinops/core';

/** An answer other than success, as data until it is sent. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly error: string;
  /** The field at fault, where there is one. */
  readonly fault?: RecordFault;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `{"error", "field", "reason"}`: the error as the reference server words it, and beside it what is wrong. */
export function toResponse({ status, error, fault, headers }: Refusal): Response {
  return Response.json({ error, ...fault }, { status, headers: { ...headers } });
}
