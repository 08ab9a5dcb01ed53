import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cronSchedule } from './cron.ts';

describe('cronSchedule', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date(2026, 10, 21, 6, 2, 30) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at the times of the expression and at no other', async () => {
    const startedAt: string[] = [];
    const stop = new AbortController();
    const schedule = await cronSchedule('*/5 * * * *', () => {});

    const running = schedule.run(async () => {
      startedAt.push(new Date().toTimeString().slice(0, 8));
    }, stop.signal);
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    stop.abort();
    await running;

    expect(startedAt).toEqual(['06:05:00', '06:10:00', '06:15:00']);
  });

  it('skips a time while the last cycle runs, and counts it', async () => {
    let started = 0;
    let skipped = 0;
    const stop = new AbortController();
    const schedule = await cronSchedule('* * * * *', () => {
      skipped += 1;
    });

    const running = schedule.run(async () => {
      started += 1;
      await new Promise((resolve) => setTimeout(resolve, 150_000));
    }, stop.signal);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    stop.abort();
    await vi.advanceTimersByTimeAsync(150_000);
    await running;

    expect({ started, skipped }).toEqual({ started: 2, skipped: 3 });
  });

  it.each([{ expression: 'every day' }, { expression: '61 * * * *' }, { expression: '' }, { expression: '* * *' }])(
    'refuses "$expression" and says what one looks like',
    async ({ expression }) => {
      const making = cronSchedule(expression, () => {});

      await expect(making).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(`"${expression}" is no cron expression`),
        hint: expect.stringContaining('*/5 * * * *'),
      });
    },
  );
});
