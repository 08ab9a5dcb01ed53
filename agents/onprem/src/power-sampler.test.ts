import { createFakeClock } from '@openfinops/testing';
import { expect, it } from 'vitest';
import type { PowerSample } from './host/host.ts';
import type { Sourced } from './host/source.ts';
import { createPowerSampler } from './power-sampler.ts';

const MISSING: Sourced<PowerSample> = { value: null, problem: { code: 'SOURCE_MISSING', message: 'no meter' } };

/** A machine with a power meter that shows what it is told to. */
function createMeter() {
  const clock = createFakeClock({ manual: true });
  const meter = { watts: 300, broken: false };
  const host = {
    async samplePower(): Promise<Sourced<PowerSample>> {
      if (meter.broken) return MISSING;
      return { value: { atMs: clock.nowMs(), uptimeMs: clock.monotonicMs(), watts: meter.watts } };
    },
  };
  return { clock, meter, sampler: createPowerSampler(host, 'acpi', clock) };
}

it('samples every 15 s in the background until it is stopped', async () => {
  const { clock, sampler } = createMeter();
  await sampler.sample();

  sampler.start();
  sampler.start();
  await clock.advance(60_000);
  await sampler.stop();
  await clock.advance(60_000);

  expect(sampler.segments().map(({ fromMs, toMs, microjoules }) => [toMs - fromMs, microjoules])).toEqual(
    Array.from({ length: 4 }, () => [15_000, 300 * 15 * 1e6]),
  );
});

it('leaves the time out in which the meter was broken for more than a minute', async () => {
  const { clock, meter, sampler } = createMeter();
  await sampler.sample();
  sampler.start();
  await clock.advance(15_000);
  const brokeAtMs = clock.nowMs();

  meter.broken = true;
  await clock.advance(60_000);
  meter.broken = false;
  await clock.advance(30_000);
  await sampler.stop();

  expect(sampler.segments().map(({ fromMs, toMs }) => [fromMs - brokeAtMs, toMs - brokeAtMs])).toEqual([
    [-15_000, 0],
    [75_000, 90_000],
  ]);
});

it('hands the trouble of its source on', async () => {
  const { meter, sampler } = createMeter();
  meter.broken = true;

  const sampled = await sampler.sample();

  expect(sampled).toEqual(MISSING);
  expect(sampler.firstMs()).toBeUndefined();
});

it('goes on from the sample of an earlier process, once', async () => {
  const { clock, sampler } = createMeter();
  const earlier = { atMs: clock.nowMs() - 30_000, uptimeMs: clock.monotonicMs() - 30_000, watts: 100 };
  await sampler.sample();

  sampler.resume(earlier);
  sampler.resume(earlier);

  expect(sampler.segments()).toEqual([{ fromMs: earlier.atMs, toMs: clock.nowMs(), microjoules: 200 * 30 * 1e6 }]);
  expect(sampler.firstMs()).toBe(earlier.atMs);
});

it('forgets what is older than two hours', async () => {
  const { clock, sampler } = createMeter();
  await sampler.sample();
  sampler.start();

  await clock.advance(3 * 3_600_000);
  await sampler.stop();

  expect(sampler.segments().length).toBeLessThanOrEqual(480);
  expect(sampler.segments()[0]?.toMs).toBeGreaterThan(clock.nowMs() - 2 * 3_600_000);
});

it('knows no energy across a wall clock that was set back, and goes on behind it', async () => {
  const { clock, sampler } = createMeter();
  await sampler.sample();
  sampler.start();
  await clock.advance(30_000);

  clock.setWall(clock.nowMs() - 3_600_000);
  const setAtMs = clock.nowMs();
  await clock.advance(30_000);
  await sampler.stop();

  expect(sampler.segments()).toEqual([{ fromMs: setAtMs + 15_000, toMs: setAtMs + 30_000, microjoules: 300 * 15 * 1e6 }]);
});
