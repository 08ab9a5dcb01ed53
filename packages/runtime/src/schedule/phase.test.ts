import { describe, expect, it } from 'vitest';
import { firstTickMs, phaseMs } from './phase.ts';

describe('phaseMs', () => {
  it('is always the same for one agent, and lies in the interval', () => {
    const phases = ['a', 'b', 'c'].map((id) => phaseMs(id, 300_000));

    expect(phases).toEqual(['a', 'b', 'c'].map((id) => phaseMs(id, 300_000)));
    for (const phase of phases) expect(phase).toBeLessThan(300_000);
  });

  it('spreads a fleet over the interval', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 1000; i += 1) {
      const tenth = Math.floor(phaseMs(`aws-${i}-a5042f8b`, 300_000) / 30_000);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }

    for (const count of tenths) expect(count).toBeGreaterThan(50);
  });
});

describe('firstTickMs', () => {
  it.each([
    { nowMs: 1_000_000, phase: 0, expected: 200_000 },
    { nowMs: 1_050_000, phase: 0, expected: 150_000 },
    { nowMs: 1_050_001, phase: 0, expected: 449_999 },
    { nowMs: 1_000_000, phase: 299_999, expected: 199_999 },
    { nowMs: 1_199_999, phase: 299_999, expected: 300_000 },
  ])('is $expected ms after $nowMs for a phase of $phase', ({ nowMs, phase, expected }) => {
    const waitMs = firstTickMs(nowMs, phase, 300_000);

    expect(waitMs).toBe(expected);
    expect((nowMs + waitMs) % 300_000).toBe(phase);
  });
});
