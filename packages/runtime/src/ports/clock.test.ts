import { describe, expect, it } from 'vitest';
import { realClock } from './clock.ts';

describe('the real clock', () => {
  it('sleeps no longer than asked for nothing', async () => {
    const beforeMs = realClock.monotonicMs();

    await realClock.sleep(1);

    expect(realClock.monotonicMs()).toBeGreaterThan(beforeMs);
  });

  it.each([{ ms: 60_000 }, { ms: 2_147_483_648 }, { ms: 90 * 86_400_000 }])('sleeps $ms ms until the signal aborts', async ({ ms }) => {
    const stop = new AbortController();
    let isAwake = false;

    const sleeping = realClock.sleep(ms, stop.signal).finally(() => {
      isAwake = true;
    });
    await realClock.sleep(5);
    const wasAwake = isAwake;
    stop.abort();

    await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
    expect(wasAwake).toBe(false);
  });

  it('does not begin to sleep when the signal has aborted', async () => {
    const sleeping = realClock.sleep(60_000, AbortSignal.abort());

    await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('lets timers that are due run while it breathes', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('other'));

    await realClock.breathe();
    order.push('self');

    expect(order).toEqual(['other', 'self']);
  });
});
