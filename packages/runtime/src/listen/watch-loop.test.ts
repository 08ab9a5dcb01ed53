import { afterEach, expect, it } from 'vitest';
import { type LoopWatch, watchLoop } from './watch-loop.ts';

let loop: LoopWatch | undefined;
afterEach(() => loop?.stop());

it('ticks until it has not come round for half a minute', () => {
  const time = { ms: 1000 };
  loop = watchLoop(() => time.ms);

  const seen = [0, 29_999, 30_000].map((laterMs) => {
    time.ms = 1000 + laterMs;
    return loop?.isTicking();
  });

  expect(seen).toEqual([true, true, false]);
});

it('sees how long the loop was held', async () => {
  loop = watchLoop();
  const turns = async () => new Promise((resolve) => setTimeout(resolve, 50));

  await turns();
  const untilMs = performance.now() + 120;
  while (performance.now() < untilMs);
  await turns();

  expect(loop.lagSeconds()).toBeGreaterThan(0.08);
  expect(loop.lagSeconds()).toBeLessThan(10);
});
