import type { CycleOutcome, ErrorCode } from '@openfinops/core';
import { expect, it } from 'vitest';
import { createFakeIo } from './fake-io.ts';
import { reportOutcome } from './outcome.ts';

const SUMMARY = { resources: {}, list_usd_per_hour: null, effective_usd_per_hour: null, unpriced: [] };

function outcomeOf(failed: CycleOutcome['failed'], complete: readonly boolean[], code?: ErrorCode): CycleOutcome {
  const scopes = complete.map((isComplete, index) => ({ scope: `aws/1/r/s${index}`, complete: isComplete, resources: 0 }));
  const problems = code === undefined ? [] : [{ stage: 'discover' as const, code, scope: null, message: 'refused' }];
  return { cycleId: 'cycle', scopes, problems, summary: SUMMARY, charges: 0, failed };
}

it.each([
  { case: 'all went well', outcome: outcomeOf('none', [true]), exitCode: 0, says: '' },
  { case: 'some failed', outcome: outcomeOf('some', [true, false], 'AUTH_DENIED'), exitCode: 75, says: '1 of 2 scopes failed: aws/1/r/s1\n' },
  { case: 'no scope is permitted', outcome: outcomeOf('all', [false], 'AUTH_DENIED'), exitCode: 77, says: '1 of 1 scopes failed: aws/1/r/s0\n' },
  { case: 'every source is missing', outcome: outcomeOf('all', [false], 'SOURCE_MISSING'), exitCode: 75, says: '1 of 1 scopes failed: aws/1/r/s0\n' },
  { case: 'nothing could be listed', outcome: outcomeOf('all', [], 'AUTH_MISSING'), exitCode: 77, says: 'no scope could be listed\n' },
])('ends with $exitCode when $case', async ({ outcome, exitCode, says }) => {
  const io = createFakeIo();

  expect(await reportOutcome(outcome, io)).toBe(exitCode);
  expect(io.errText()).toBe(says);
});
