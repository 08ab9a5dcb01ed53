import { describe, expect, it } from 'vitest';
import { createBodyLimit } from './body-limit.ts';

describe('createBodyLimit', () => {
  it('tries anything until the server says or shows what it takes', () => {
    const limit = createBodyLimit(() => null);

    expect(limit.isTooLarge(1e9)).toBe(false);
  });

  it('keeps to what the server says', () => {
    let said: number | null = 100_000;
    const limit = createBodyLimit(() => said);

    const before = [limit.isTooLarge(100_000), limit.isTooLarge(100_001)];
    said = null;

    expect(before).toEqual([false, true]);
    expect(limit.isTooLarge(100_001)).toBe(false);
  });

  it('learns half of what was refused, with room for an envelope, and halves again', () => {
    const limit = createBodyLimit(() => null);

    limit.refused(200_000);
    const first = [limit.isTooLarge(102_048), limit.isTooLarge(102_049)];
    limit.refused(100_000);

    expect(first).toEqual([false, true]);
    expect([limit.isTooLarge(52_048), limit.isTooLarge(52_049)]).toEqual([false, true]);
  });

  it('tries a tenth more after every hundred that were taken', () => {
    const limit = createBodyLimit(() => null);
    limit.refused(200_000);

    for (let i = 0; i < 99; i += 1) limit.accepted();
    const before = limit.isTooLarge(112_048);
    limit.accepted();

    expect(before).toBe(true);
    expect([limit.isTooLarge(112_048), limit.isTooLarge(112_049)]).toEqual([false, true]);
  });
});
