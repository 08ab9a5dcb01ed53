import { AgentError } from '@openfinops/core';
import { SECRET_MARK, Secret, scrubSecrets } from '../secret.ts';

const MAX_DEPTH = 6;
const MAX_ENTRIES = 64;
const MAX_TEXT = 4_096;

/** Fields whose text is a credential. `tokenFile` and `keyPath` only say where one is. */
const SECRET_NAME = /authorization|cookie|credential|passw(or)?d|passphrase|secret|token|(api|access|private|shared|account)[-_]?key|^key$/i;
const HARMLESS_NAME = /(file|path|name|id|count|kind|type)$/i;
/** Foreign requests and replies carry credentials in places nobody expects: they are never written. */
const FOREIGN_NAME = /^(raw)?headers$|^(request|response|socket)$/i;

/** Fields as they may be written: credentials marked, errors reduced to code, message and hint, everything bounded. */
export function sanitize(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return sanitizeObject(fields, 0, new Set());
}

function sanitizeObject(fields: object, depth: number, seen: Set<object>): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields).slice(0, MAX_ENTRIES)) {
    clean[name] = sanitizeField(name, value, depth, seen);
  }
  return clean;
}

function sanitizeField(name: string, value: unknown, depth: number, seen: Set<object>): unknown {
  if (typeof value === 'string' && SECRET_NAME.test(name) && !HARMLESS_NAME.test(name)) return SECRET_MARK;
  if (typeof value === 'object' && value !== null && FOREIGN_NAME.test(name)) return '[left out]';
  return sanitizeValue(value, depth, seen);
}

function sanitizeValue(value: unknown, depth: number, seen: Set<object>): unknown {
  if (typeof value === 'string') return sanitizeText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  return sanitizeDeep(value, depth, seen);
}

function sanitizeDeep(value: object, depth: number, seen: Set<object>): unknown {
  if (value instanceof Secret) return SECRET_MARK;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= MAX_DEPTH || seen.has(value)) return '[…]';
  const inside = new Set(seen).add(value);
  if (value instanceof Error) return sanitizeError(value, depth, inside);
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((entry) => sanitizeValue(entry, depth + 1, inside));
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return `[${value.constructor.name}]`;
  return sanitizeObject(value, depth + 1, inside);
}

/** Other properties of an error (`config`, `response`, `$metadata`) quote requests: none is written. Only a bug, which has no code, shows its stack. */
function sanitizeError(error: Error, depth: number, seen: Set<object>): Record<string, unknown> {
  const code = error instanceof AgentError ? error.code : (error as { code?: unknown }).code;
  const hint = error instanceof AgentError ? error.hint : undefined;
  return {
    ...(typeof code === 'string' ? { code } : { name: error.name }),
    message: sanitizeText(error.message),
    ...(typeof code !== 'string' && error.stack !== undefined ? { stack: sanitizeText(error.stack) } : {}),
    ...(hint === undefined ? {} : { hint: sanitizeText(hint) }),
    ...(error.cause === undefined ? {} : { cause: sanitizeValue(error.cause, depth + 1, seen) }),
  };
}

function sanitizeText(text: string): string {
  const scrubbed = scrubSecrets(text);
  return scrubbed.length > MAX_TEXT ? `${scrubbed.slice(0, MAX_TEXT)}…` : scrubbed;
}
