import { AgentError, type ErrorCode, type Store, type TenantId } from '@openfinops/core';
import type { PackedIntake } from './pack-intake.ts';
import type { WriterLimits } from './sqlite-writer.ts';

/** What the store and its writing thread say to each other. */
export interface WorkerSetup {
  readonly file: string;
  readonly limits: WriterLimits;
}

/** What each call takes on its way between the threads. */
interface WriteArgs {
  readonly register: Parameters<Store['register']>;
  readonly ingest: readonly [TenantId, PackedIntake];
}
export type WriteMethod = keyof WriteArgs;
export type WriteCall = { [M in WriteMethod]: { readonly id: number; readonly method: M; readonly args: WriteArgs[M] } }[WriteMethod];
export type ToWriter = WriteCall | readonly WriteCall[] | 'close';

export type Answer = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: PlainError };
export type FromWriter = 'ready' | { readonly failed: PlainError } | Answer | readonly Answer[];

export function isList<T>(messages: T | readonly T[]): messages is readonly T[] {
  return Array.isArray(messages);
}

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
