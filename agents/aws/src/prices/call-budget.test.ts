import { createFakeClock } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createCallBudget } from './call-budget.ts';

describe('createCallBudget', () => {
  it('gives so many calls within any hour, and each back an hour later', async () => {
    const clock = createFakeClock();
    const budget = createCallBudget(2, clock);

    const first = [budget.spend(), budget.spend(), budget.spend()];
    await clock.advance(3_600_000 - 1);
    const early = budget.spend();
    await clock.advance(1);
    const again = [budget.spend(), budget.spend(), budget.spend()];

    expect([first, early, again]).toEqual([[true, true, false], false, [true, true, false]]);
  });
});
