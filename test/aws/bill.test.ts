import { describe, expect, it } from 'vitest';
import { knowableEstate } from './knowable-estate.ts';
import { liveMonth } from './live-month.ts';
import { createMonthEstate } from './month-estate.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START_MS = Date.UTC(2026, 9, 1);

describe('a day of an account', { timeout: 300_000 }, () => {
  it('come to what AWS would bill as far as it can be known, through denials, restarts and bodies that arrive twice', async () => {
    const { largestGapUsd, largestExcessUsd, trueUsd, knowableUsd, unpriced, restarts, denials } = await liveMonth({
      seed: 23,
      machines: 40,
      days: 1,
      intervalMs: 15 * MINUTE_MS,
      denialsADay: 4,
      restartsADay: 6,
    });

    expect({ unpriced, hasHappened: restarts > 0 && denials > 0 }).toEqual({ unpriced: 0, hasHappened: true });
    expect(Number(largestGapUsd)).toBeLessThan(1e-6);
    expect(Number(largestExcessUsd)).toBeLessThan(1e-9);
    expect(Number(knowableUsd) / Number(trueUsd)).toBeGreaterThan(0.8);
  });
});

describe('what can be known', () => {
  const estate = createMonthEstate({ seed: 1, machines: 1, startMs: START_MS, endMs: START_MS + 24 * HOUR_MS });
  const [template] = estate.machines;
  const run = { fromMs: START_MS, toMs: START_MS + HOUR_MS, instanceType: 'm5.large' };

  it.each([
    { what: 'a run whose end is told', looksAt: [HOUR_MS + 1], runs: [run] },
    { what: 'a run until the last look that saw it', looksAt: [HOUR_MS / 4, HOUR_MS / 2], runs: [{ ...run, toMs: START_MS + HOUR_MS / 2 }] },
    { what: 'nothing of a run between two looks', looksAt: [-HOUR_MS, 3 * HOUR_MS], runs: [] },
  ])('is $what', ({ looksAt, runs }) => {
    const machine = { ...template, runs: [run], terminatedMs: run.toMs, isInterrupted: false, purchase: 'on-demand' as const };
    const ec2 = looksAt.map((ms) => START_MS + ms);

    const known = knowableEstate(
      { ...estate, machines: [machine as (typeof estate.machines)[number]] },
      { ec2, ebs: [], eip: [], ec2Begun: ec2 },
      15 * MINUTE_MS,
    );

    expect(known.machines.flatMap((one) => one.runs)).toEqual(runs);
  });
});
