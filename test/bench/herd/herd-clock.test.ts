import { expect, it } from 'vitest';
import { createRng } from '../../oracle/random.ts';
import { createHerdClock } from './herd-clock.ts';

it('wakes everybody at his own time, in order', async () => {
  const clock = createHerdClock();
  const rng = createRng('herd-clock');
  const woken: number[] = [];
  const lengths = Array.from({ length: 500 }, () => rng.int(0, 100));
  const sleeping = lengths.map(async (ms) => {
    await clock.sleep(ms);
    woken.push(clock.monotonicMs());
  });

  await clock.run(100);
  await Promise.all(sleeping);

  expect(woken).toEqual(lengths.toSorted((a, b) => a - b));
  expect(clock.monotonicMs()).toBe(100);
});

it('lets who was woken sleep again within the same run', async () => {
  const clock = createHerdClock();
  const seen: number[] = [];
  const ticking = (async () => {
    for (let tick = 0; tick < 5; tick += 1) {
      await clock.sleep(30);
      seen.push(clock.monotonicMs());
    }
  })();

  await clock.run(149);
  const before = [...seen];
  await clock.run(150);
  await ticking;

  expect({ before, seen }).toEqual({ before: [30, 60, 90, 120], seen: [30, 60, 90, 120, 150] });
});

it('ends a sleep that is aborted', async () => {
  const clock = createHerdClock();
  const stop = new AbortController();

  const sleeping = clock.sleep(10, stop.signal);
  stop.abort();

  await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
});
