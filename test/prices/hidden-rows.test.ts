import type { PriceBook } from '@openfinops/core';
import { findTablesDir, openTables } from '@openfinops/runtime';
import { describe, expect, it } from 'vitest';
import { measureHiddenRows } from './hidden-rows.ts';

const tables = openTables(findTablesDir({}));
const window = { startMs: Date.parse('2026-11-21T00:00:00Z'), endMs: Date.parse('2026-11-21T01:00:00Z') };
const SEED = 1;
const MINUTE_MS = 60_000;

/** The bounds that every method of estimating must hold (docs/pricing.md publishes what it reaches). */
const MOST_MEDIAN_ERROR = 0.02;
const MOST_P95_ERROR = 0.1;
/** Sums of exact parts differ from the listed price by the rounding of its last digits. */
const MOST_ROUNDING = 0.001;

function bookOf(provider: string): PriceBook {
  const book = tables.books.get(provider);
  if (book === undefined) throw new Error(`there are no price tables of ${provider}`);
  return book;
}

describe('prices of hidden rows', () => {
  it.each([
    { provider: 'aws', hiding: 'rows', share: 0.05, fewest: { size: 500, region: 100 } },
    { provider: 'azure', hiding: 'rows', share: 0.05, fewest: { size: 1000, region: 300 } },
    { provider: 'gcp', hiding: 'rows', share: 0.05, fewest: { parts: 500, size: 10, region: 10 } },
    { provider: 'aws', hiding: 'families', share: 0.02, fewest: { region: 50 } },
    { provider: 'gcp', hiding: 'families', share: 0.05, fewest: { parts: 500 } },
    { provider: 'llm', hiding: 'rows', share: 0.05, fewest: {} },
  ] as const)(
    'of $provider ($hiding) are estimates within bounds or missing, never listed',
    ({ provider, hiding, share, fewest }) => {
      const report = measureHiddenRows(bookOf(provider), hiding, share, SEED, window);

      expect(report.pretended).toEqual([]);
      expect(report.hiddenRows).toBeGreaterThan(10);
      expect(report.methods.map(({ method }) => method)).toEqual(Object.keys(fewest).sort());
      for (const { method, answers, medianError, p95Error, greatestError } of report.methods) {
        expect(answers).toBeGreaterThanOrEqual((fewest as Record<string, number>)[method] ?? 0);
        expect(medianError).toBeLessThanOrEqual(MOST_MEDIAN_ERROR);
        expect(p95Error).toBeLessThanOrEqual(MOST_P95_ERROR);
        if (method === 'parts') expect(greatestError).toBeLessThanOrEqual(MOST_ROUNDING);
      }
    },
    2 * MINUTE_MS,
  );
});
