import { AgentError, type ErrorCode, type Store } from '@openfinops/core';
import type { WriterLimits } from './sqlite-writer.ts';

/** What the store and its writing thread say to each other. */
export interface WorkerSetup {
  readonly file: string;
  readonly limits: WriterLimits;
}

export type WriteMethod = 'register' | 'ingest';
export type WriteCall = { [M in WriteMethod]: { readonly id: number; readonly method: M; readonly args: Parameters<Store[M]> } }[WriteMethod];
export type ToWriter = WriteCall | 'close';

export type FromWriter =
  | 'ready'
  | { readonly failed: PlainError }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: PlainError };

/** An error as data: a class does not survive the way between threads. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
}

export function toPlainError(error: AgentError): PlainError {
  return { code: error.code, message: error.message, hint: error.hint };
}

export function fromPlainError({ code, message, hint }: PlainError): AgentError {
  return new AgentError(code, message, hint === undefined ? {} : { hint });
}
