import { isAbort } from '@openfinops/core';
import { expect, it } from 'vitest';
import { createFakeClock } from './fake-clock.ts';

it('moves by itself when somebody sleeps, and remembers each sleep', async () => {
  const clock = createFakeClock({ nowMs: 1000 });

  await clock.sleep(250);
  await clock.sleep(50);

  expect(clock.sleeps).toEqual([250, 50]);
  expect([clock.nowMs(), clock.monotonicMs()]).toEqual([1300, 300]);
});

it('by hand: wakes each sleeper at its own time, in order', async () => {
  const clock = createFakeClock({ nowMs: 0, manual: true });
  const woken: string[] = [];
  const sleepers = [clock.sleep(30).then(() => woken.push(`a at ${clock.nowMs()}`)), clock.sleep(10).then(() => woken.push(`b at ${clock.nowMs()}`))];

  await clock.advance(20);
  const early = [...woken];
  await clock.advance(20);
  await Promise.all(sleepers);

  expect(early).toEqual(['b at 10']);
  expect(woken).toEqual(['b at 10', 'a at 30']);
  expect(clock.nowMs()).toBe(40);
});

it('lets short sleeps move the clock, which wakes the long ones that are due', async () => {
  const clock = createFakeClock({ nowMs: 0, manual: (ms) => ms >= 100 });
  const woken: number[] = [];
  const long = clock.sleep(100).then(() => woken.push(clock.nowMs()));

  await clock.sleep(60);
  const early = [...woken];
  await clock.sleep(60);
  await long;

  expect(early).toEqual([]);
  expect(woken).toEqual([100]);
  expect(clock.nowMs()).toBe(120);
});

it.each([{ manual: true }, { manual: false }])('ends a sleep with an AbortError when it is aborted (manual: $manual)', async ({ manual }) => {
  const clock = createFakeClock({ manual });
  const stop = new AbortController();
  const sleeping = clock.sleep(1000, stop.signal);

  stop.abort();

  await expect(sleeping).rejects.toSatisfy(isAbort);
  await expect(clock.sleep(1, stop.signal)).rejects.toSatisfy(isAbort);
});

it('lets the wall clock be set without the monotonic one noticing', () => {
  const clock = createFakeClock({ nowMs: 5000 });

  clock.setWall(100);

  expect([clock.nowMs(), clock.monotonicMs()]).toEqual([100, 0]);
});
