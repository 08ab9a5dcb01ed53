import { describe, expect, it } from 'vitest';

interface Counts {
  countTests(report: unknown): { passed: number; failed: number; skipped: string[] };
  findUnexplainedSkips(skipped: readonly string[], allowed: Readonly<Record<string, string>>): string[];
}

const { countTests, findUnexplainedSkips }: Counts = await import(new URL('../../scripts/test-counts.mjs', import.meta.url).href);

describe('countTests', () => {
  it('counts what passed, failed and was left out', () => {
    const report = {
      testResults: [
        {
          status: 'failed',
          assertionResults: ['passed', 'failed', 'skipped', 'pending', 'todo'].map((status) => ({ status, fullName: `it is ${status}` })),
        },
        { status: 'passed', assertionResults: [{ status: 'passed', fullName: 'it too' }] },
      ],
    };

    expect(countTests(report)).toEqual({ passed: 2, failed: 1, skipped: ['it is skipped', 'it is pending', 'it is todo'] });
  });

  it('counts a file that cannot be loaded as a failure', () => {
    expect(countTests({ testResults: [{ status: 'failed', assertionResults: [] }] })).toEqual({ passed: 0, failed: 1, skipped: [] });
  });
});

describe('findUnexplainedSkips', () => {
  it('finds skips without a reason on record', () => {
    expect(findUnexplainedSkips(['a', 'toString', 'b'], { a: 'needs a GPU' })).toEqual(['toString', 'b']);
  });
});
