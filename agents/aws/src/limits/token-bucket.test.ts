import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBucket, slowDown, speedUp, takeToken } from './token-bucket.ts';

const LIMITS = { burst: 3, perSecond: 2 };

describe('takeToken', () => {
  it('lets a burst through at once, then one call each half second', () => {
    let bucket = fullBucket(LIMITS, 0);
    const waits: number[] = [];

    for (let call = 0; call < 6; call += 1) {
      const taken = takeToken(bucket, LIMITS, 0);
      bucket = taken.bucket;
      waits.push(taken.waitMs);
    }

    expect(waits).toEqual([0, 0, 0, 500, 1000, 1500]);
  });

  it('refills with time, never above the burst', () => {
    const empty = { ...fullBucket(LIMITS, 0), tokens: 0 };

    const soon = takeToken(empty, LIMITS, 500);
    const late = takeToken(empty, LIMITS, 3_600_000);

    expect(soon).toMatchObject({ waitMs: 0, bucket: { tokens: 0 } });
    expect(late.bucket.tokens).toBe(2);
  });

  it('is not thrown by a clock that stands still or goes back', () => {
    const bucket = { ...fullBucket(LIMITS, 1000), tokens: 1 };

    const taken = takeToken(bucket, LIMITS, 400);

    expect(taken).toMatchObject({ waitMs: 0, bucket: { tokens: 0, atMs: 1000 } });
  });

  it('never lets more calls through in any stretch than burst and rate allow', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { minLength: 1, maxLength: 60 }), (gaps) => {
        let bucket = fullBucket(LIMITS, 0);
        let nowMs = 0;
        const sent: number[] = [];
        for (const gap of gaps) {
          nowMs += gap;
          const taken = takeToken(bucket, LIMITS, nowMs);
          bucket = taken.bucket;
          sent.push(nowMs + taken.waitMs);
        }

        for (const [from, first] of sent.entries()) {
          for (const [to, last] of sent.entries()) {
            if (to >= from) expect(to - from + 1).toBeLessThanOrEqual(LIMITS.burst + ((last - first) / 1000) * LIMITS.perSecond + 1e-6);
          }
        }
      }),
    );
  });
});

describe('slowDown', () => {
  it('pauses everybody by chance, up to twice as long each time, and lowers the rate', () => {
    const first = slowDown(fullBucket(LIMITS, 0), LIMITS, 0, 0.999);
    const second = slowDown(first, LIMITS, 2000, 0.999);

    expect(first.pausedUntilMs).toBeCloseTo(499.5);
    expect(first.perSecond).toBeCloseTo(1.4);
    expect(second.pausedUntilMs).toBeCloseTo(2999);
    expect(takeToken(first, LIMITS, 100).waitMs).toBeCloseTo(399.5);
  });

  it('takes refusals of one burst for one', () => {
    const once = slowDown(fullBucket(LIMITS, 0), LIMITS, 0, 0.5);

    const again = slowDown(once, LIMITS, 300, 0.5);

    expect(again.perSecond).toBe(once.perSecond);
    expect(again.pausedUntilMs).toBe(once.pausedUntilMs);
  });

  it('always lets something through, and comes back to its rate with success', () => {
    let bucket = fullBucket(LIMITS, 0);
    for (let at = 1; at < 100; at += 1) bucket = slowDown(bucket, LIMITS, at * 2000, 0.5);
    const lowest = bucket;

    for (let call = 0; call < 100; call += 1) bucket = speedUp(bucket, LIMITS);

    expect(lowest.perSecond).toBe(0.5);
    expect(lowest.pausedUntilMs - lowest.atMs).toBeLessThanOrEqual(10_000);
    expect(bucket).toMatchObject({ perSecond: LIMITS.perSecond, throttles: 0 });
  });
});
