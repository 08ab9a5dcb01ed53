import { HOUR_MS, type Resource } from '@openfinops/core';
import { type AwsEmulator, type AwsEmulatorOptions, createFakePorts, type FakePorts, startAwsEmulator } from '@openfinops/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSampleCollector, problemsIn, type SampleCollector, seriesIn } from './sample-collector.ts';
import { sampleMachine } from './sample-machine.ts';

const SCOPE = 'aws/123456789012/us-west-2/ec2';
const MINUTE_MS = 60_000;

interface World extends SampleCollector {
  readonly emulator: AwsEmulator;
  readonly ports: FakePorts;
  readonly resources: Resource[];
}

async function startWorld(options: Partial<AwsEmulatorOptions> = {}): Promise<World> {
  const ports = createFakePorts();
  const emulator = await startAwsEmulator({
    seed: 11,
    estate: { instances: 30, stoppedRatio: 0, spotRatio: 0 },
    nowMs: () => ports.clock.nowMs(),
    metricDelayMs: 2 * MINUTE_MS,
    ...options,
  });
  const resources = emulator.estate.machines.map(({ instanceId, region }) => sampleMachine(instanceId, { region }));
  const collector = createSampleCollector({ url: emulator.url, ports, resources });
  onTestFinished(async () => {
    collector.close();
    await emulator.close();
  });
  return { ...collector, emulator, ports, resources };
}

function asked({ emulator }: World): Record<string, number> {
  return Object.fromEntries(emulator.calls().map(({ operation, calls }) => [operation, calls]));
}

describe('collectMetrics, when CloudWatch fails', () => {
  it('does without the free call where it is not permitted', async () => {
    const world = await startWorld({ faults: [{ on: 'cloudwatch:GetMetricStatistics', fault: { type: 'deny' } }] });
    await world.collect({ metrics: ['cpu'] });
    await world.ports.clock.advance(HOUR_MS);

    const next = await world.collect({ metrics: ['cpu'] });

    expect(problemsIn(next)).toEqual([]);
    expect(seriesIn(next)).toHaveLength(30);
    expect(asked(world).GetMetricStatistics).toBeLessThanOrEqual(16);
  });

  it('says which call did not come to an answer', async () => {
    const world = await startWorld();
    await world.collect({ metrics: ['cpu'] });
    world.emulator.setFaults([{ on: 'cloudwatch:*', fault: { type: 'error', status: 400, code: 'InvalidParameterValue' } }]);
    await world.ports.clock.advance(HOUR_MS);

    const next = await world.collect({ metrics: ['cpu'] });

    expect(problemsIn(next).map(({ code, message }) => [code, message])).toEqual([
      ['SCOPE_FAILED', expect.stringContaining('cloudwatch:GetMetricStatistics in us-west-2')],
      ['SOURCE_MISSING', 'CloudWatch in us-west-2 did not answer 30 of 30 metrics in full; what is missing is unknown'],
    ]);
  });

  it('asks what was answered in part again, until it is whole', async () => {
    const faults = [
      { on: 'cloudwatch:GetMetricData', nth: [1], fault: { type: 'partial-data' as const } },
      { on: 'cloudwatch:GetMetricData', nth: [2], fault: { type: 'internal-data' as const } },
    ];
    const world = await startWorld({ faults });

    const items = await world.collect();

    expect(asked(world)).toEqual({ GetMetricData: 3 });
    expect(problemsIn(items)).toEqual([]);
    expect(seriesIn(items).flatMap(({ values }) => values)).not.toContain(null);
  });

  it('keeps what it has of what stays broken, says so, and asks for the same time again', async () => {
    const world = await startWorld({ faults: [{ on: 'cloudwatch:GetMetricData', fault: { type: 'internal-data' } }] });
    const first = await world.collect({ metrics: ['cpu'] });
    world.emulator.setFaults([]);
    await world.ports.clock.advance(HOUR_MS);

    const next = await world.collect({ metrics: ['cpu'] });

    expect(problemsIn(first)).toMatchObject([{ code: 'SOURCE_MISSING', scope: SCOPE }]);
    expect(seriesIn(first)).toHaveLength(30);
    expect(seriesIn(first).filter(({ values }) => values.every((value) => value === null)).length).toBeGreaterThan(0);
    expect(seriesIn(next)[0]?.values).toHaveLength(12);
    expect(problemsIn(next)).toEqual([]);
  });

  it.each([
    { what: 'a missing permission', fault: { type: 'deny' as const }, code: 'AUTH_DENIED', message: 'cloudwatch:GetMetricData' },
    { what: 'a body that ends early', fault: { type: 'body' as const, body: '{"Metric' }, code: 'SOURCE_GARBLED', message: 'us-west-2' },
  ])('says one problem of $what, however many calls it spoils', async ({ fault, code, message }) => {
    const world = await startWorld({ estate: { instances: 350, stoppedRatio: 0 }, faults: [{ on: 'cloudwatch:*', fault }] });

    const items = await world.collect();

    expect(problemsIn(items).map((problem) => problem.code)).toContain(code);
    expect(problemsIn(items).filter((problem) => problem.code === code)).toHaveLength(1);
    expect(problemsIn(items).find((problem) => problem.code === code)?.message).toContain(message);
    expect(
      seriesIn(items)
        .flatMap(({ values }) => values)
        .every((value) => value === null),
    ).toBe(true);
  });

  it('ends with the reason of its signal, and with no problem made of it', async () => {
    const world = await startWorld({ faults: [{ on: 'cloudwatch:*', fault: { type: 'hang' } }] });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);

    await expect(world.collect({}, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
