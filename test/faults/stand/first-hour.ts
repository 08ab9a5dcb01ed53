import type { TelemetryRow } from '../../../packages/testing/src/reference-answers.ts';

/**
 * The first hour that every scope told of, epoch ms: the first looks at two scopes may fall on both sides of an hour's start. Infinity: nobody told
 * of any.
 */
export function firstHourTold(rows: readonly Pick<TelemetryRow, 'metrics'>[]): number {
  const firstMs = new Map<string, number>();
  for (const { metrics } of rows) {
    for (const { scope, hour } of (metrics as { readonly charges?: readonly ToldCharge[] }).charges ?? []) {
      firstMs.set(scope, Math.min(firstMs.get(scope) ?? Number.POSITIVE_INFINITY, hour * 1000));
    }
  }
  return firstMs.size === 0 ? Number.POSITIVE_INFINITY : Math.max(...firstMs.values());
}

interface ToldCharge {
  readonly scope: string;
  /** Epoch seconds. */
  readonly hour: number;
}
