import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { recordEvents } from './fakes.ts';
import { createServerWatch } from './server-watch.ts';

const error = new Error('nothing listens there');

describe('createServerWatch', () => {
  it('says once that the server is down and once that it is back', async () => {
    const clock = createManualClock();
    const events = recordEvents();
    const watch = createServerWatch(events, clock);

    watch.answered();
    for (let i = 0; i < 5; i += 1) watch.failed(error);
    await clock.advance(90_000);
    watch.answered();
    watch.answered();

    expect(events.names()).toEqual(['serverDown', 'serverUp']);
    expect(events.of('serverUp')).toEqual([{ downMs: 90_000 }]);
  });

  it('reminds every five minutes of a long outage', async () => {
    const clock = createManualClock();
    const events = recordEvents();
    const watch = createServerWatch(events, clock);

    for (let minute = 0; minute <= 12; minute += 1) {
      watch.failed(error);
      await clock.advance(60_000);
    }

    expect(events.of('serverStillDown')).toEqual([
      { error, downMs: 300_000, failures: 6 },
      { error, downMs: 600_000, failures: 11 },
    ]);
  });

  it('tells soon of a new reason, and not of every one that flutters', async () => {
    const clock = createManualClock();
    const events = recordEvents();
    const watch = createServerWatch(events, clock);
    const denied = new Error('wants a valid token');

    watch.failed(error);
    for (let second = 0; second < 60; second += 5) {
      await clock.advance(5000);
      watch.failed(denied);
    }

    expect(events.of('serverStillDown')).toEqual([{ error: denied, downMs: 30_000, failures: 7 }]);
  });

  it('knows how long the server has been down', async () => {
    const clock = createManualClock();
    const watch = createServerWatch(recordEvents(), clock);

    const before = [watch.downMs(), watch.answered()];
    watch.failed(error);
    await clock.advance(7000);

    expect(before).toEqual([undefined, undefined]);
    expect([watch.downMs(), watch.answered(), watch.downMs()]).toEqual([7000, 7000, undefined]);
  });

  it('tells whoever waits for it that the server went down', async () => {
    const watch = createServerWatch(recordEvents(), createManualClock());
    const seen: string[] = [];
    const waiting = watch.untilDown().then(() => seen.push('down'));

    const before = [...seen];
    watch.failed(error);
    await waiting;
    await watch.untilDown();

    expect(before).toEqual([]);
    expect(seen).toEqual(['down']);
    expect(watch.isDown()).toBe(true);
  });
});
