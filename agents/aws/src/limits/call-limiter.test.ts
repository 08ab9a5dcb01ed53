import { createFakeClock } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { API_LIMITS, createCallLimiter } from './call-limiter.ts';

describe('createCallLimiter', () => {
  it('lets a burst through and spreads what follows', async () => {
    const clock = createFakeClock();
    const limiter = createCallLimiter('ec2', clock, () => 0.5);

    for (let call = 0; call < API_LIMITS.ec2.burst + 2; call += 1) await limiter.enter(undefined);

    expect(clock.sleeps).toEqual([100, 100]);
  });

  it('makes the next call wait after a refusal', async () => {
    const clock = createFakeClock();
    const limiter = createCallLimiter('pricing', clock, () => 0.5);

    limiter.throttled();
    await limiter.enter(undefined);

    expect(clock.sleeps).toEqual([250]);
  });

  it('ends a wait when the signal aborts', async () => {
    const clock = createFakeClock({ manual: true });
    const limiter = createCallLimiter('pricing', clock, () => 0.5);
    const stop = new AbortController();
    limiter.throttled();

    const waiting = limiter.enter(stop.signal);
    stop.abort();

    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
