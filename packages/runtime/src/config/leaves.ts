import { Secret } from '../secret.ts';
import { valueAt } from './option-path.ts';

/** One setting as it is in force. */
export interface Leaf {
  readonly path: readonly (string | number)[];
  /** As it was written, where it was; else the default. */
  readonly value: unknown;
}

/**
 * Every setting of a parsed configuration: scalars, lists of scalars, and what was one before it was parsed.
 * @param given the configuration as it was written
 */
export function* leavesOf(parsed: unknown, given: unknown, path: readonly (string | number)[] = []): Generator<Leaf> {
  const written = valueAt(given, path);
  const value = parsed instanceof Secret || !isPlain(written) ? parsed : written;
  if (value === undefined) return;
  if (isPlain(value) || value instanceof Secret) {
    yield { path, value };
    return;
  }
  const entries: Iterable<[string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value as object);
  for (const [name, inner] of entries) yield* leavesOf(inner, given, [...path, name]);
}

/** A scalar or a list of scalars. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((entry) => typeof entry !== 'object' || entry === null);
  return value !== undefined && (typeof value !== 'object' || value === null);
}
