import { type Collection, HOUR_MS, type Resource } from '@openfinops/core';
import { type AwsEmulator, type AwsEmulatorOptions, collectionFaults, createFakePorts, type FakePorts, startAwsEmulator } from '@openfinops/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AwsOptions } from '../options.ts';
import { planCollection } from './plan.ts';
import { createSampleCollector, problemsIn, type SampleCollector, seriesIn } from './sample-collector.ts';
import { sampleMachine, sampleVolume } from './sample-machine.ts';

const MINUTE_MS = 60_000;

interface World extends SampleCollector {
  readonly emulator: AwsEmulator;
  readonly ports: FakePorts;
  readonly resources: Resource[];
}

async function startWorld(options: Partial<AwsEmulatorOptions> = {}, changes: Partial<Resource> = {}): Promise<World> {
  const ports = createFakePorts();
  const emulator = await startAwsEmulator({
    seed: 11,
    estate: { instances: 30, stoppedRatio: 0, spotRatio: 0 },
    nowMs: () => ports.clock.nowMs(),
    metricDelayMs: 2 * MINUTE_MS,
    ...options,
  });
  const resources = emulator.estate.machines.map(({ instanceId, region }) => sampleMachine(instanceId, { region, ...changes }));
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

function billedUnits({ emulator }: World): number {
  let units = 0;
  for (const call of emulator.calls()) units += call.billedUnits;
  return units;
}

describe('collectMetrics', () => {
  it('reads five metrics of each machine in one call, each value what CloudWatch had, in our units', async () => {
    const world = await startWorld();

    const items = await world.collect();

    expect(asked(world)).toEqual({ GetMetricData: 1 });
    expect(collectionFaults(items, world.resources, {})).toEqual([]);
    expect(seriesIn(items)).toHaveLength(5 * 30);
    const { nowMs } = world.ports.clock;
    for (const [name, metric, statistic, divisor] of [
      ['cpu.utilization', 'CPUUtilization', 'Average', 100],
      ['network.io.receive', 'NetworkIn', 'Sum', 300],
      ['disk.io.write', 'EBSWriteBytes', 'Sum', 300],
    ] as const) {
      const [series] = seriesIn(items, name);
      const truth = world.emulator.metricTruth({
        namespace: 'AWS/EC2',
        name: metric,
        dimensions: { InstanceId: series?.resourceId.split('/')[1] ?? '' },
        statistic,
        startMs: nowMs() - HOUR_MS - 5 * MINUTE_MS,
        endMs: nowMs() - 5 * MINUTE_MS,
        periodMs: 300_000,
        readyMs: nowMs(),
      });
      expect(truth).toHaveLength(12);
      expect(series?.startMs).toBe(truth[0]?.atMs);
      expect(series?.values).toEqual(truth.map(({ value }) => expect.closeTo(value / divisor, 9)));
    }
  });

  it('asks by the minute only where that is monitored', async () => {
    const world = await startWorld();
    const fine = world.emulator.estate.machines.filter(({ detailedMonitoring }) => detailedMonitoring).map(({ instanceId }) => instanceId);
    world.resources.push(...fine.map((id) => sampleMachine(id, { attributes: { state: 'running', monitoring: 'detailed' } })));

    const items = await world.collect({ metrics: ['cpu'] });

    const byMinute = seriesIn(items).filter(({ stepMs }) => stepMs === MINUTE_MS);
    expect(fine.length).toBeGreaterThan(0);
    expect(byMinute.map(({ resourceId }) => resourceId.split('/')[1])).toEqual(fine);
    expect(byMinute.map(({ values }) => values.filter((value) => value !== null).length)).toEqual(fine.map(() => 60));
    expect(asked(world)).toEqual({ GetMetricData: 2 });
  });

  it('asks nothing between two hours, then for what is new and the last three periods again', async () => {
    const world = await startWorld({ estate: { instances: 300, stoppedRatio: 0, spotRatio: 0 } });
    const first = await world.collect();

    const between: Collection[] = [];
    for (let tick = 1; tick < 12; tick += 1) {
      await world.ports.clock.advance(5 * MINUTE_MS);
      between.push(...(await world.collect()));
    }
    await world.ports.clock.advance(5 * MINUTE_MS);
    const next = await world.collect();

    expect(between).toEqual([]);
    const [before] = seriesIn(first, 'cpu.utilization');
    const after = seriesIn(next).find(({ resourceId, name }) => resourceId === before?.resourceId && name === 'cpu.utilization');
    expect(after?.values).toHaveLength(15);
    expect(after?.startMs).toBe((before?.startMs ?? 0) + HOUR_MS - 3 * 300_000);
  });

  it('has a point that came late in the end', async () => {
    const world = await startWorld({ metricDelayMs: 12 * MINUTE_MS });
    const first = await world.collect({ metrics: ['cpu'] });
    await world.ports.clock.advance(HOUR_MS);

    const next = await world.collect({ metrics: ['cpu'] });

    const [before] = seriesIn(first);
    const after = seriesIn(next).find(({ resourceId }) => resourceId === before?.resourceId);
    expect(before?.values.slice(-2)).toEqual([null, null]);
    expect(after?.startMs).toBe((before?.startMs ?? 0) + 9 * 300_000);
    expect(after?.values.slice(0, 3).includes(null)).toBe(false);
  });

  it('asks a small estate by the call that is free, once a first look is over', async () => {
    const world = await startWorld();
    const first = await world.collect({ metrics: ['cpu'] });
    world.emulator.clearCalls();
    await world.ports.clock.advance(HOUR_MS);

    const next = await world.collect({ metrics: ['cpu'] });

    expect(asked(world)).toEqual({ GetMetricStatistics: 30 });
    expect(seriesIn(next)).toHaveLength(seriesIn(first).length);
    expect(seriesIn(next).flatMap(({ values }) => values)).not.toContain(null);
  });

  it('stays within its budget and says what that took', async () => {
    const world = await startWorld({ estate: { instances: 300, stoppedRatio: 0, spotRatio: 0 } });
    const units: number[] = [];
    for (let hour = 0; hour < 8; hour += 1) {
      const items = await world.collect({ budgetMonthlyUsd: 5 });
      expect(problemsIn(items).map(({ code, message }) => [code, message])).toEqual([
        ['BUDGET_STRETCHED', 'To stay within 5 USD a month of CloudWatch, metrics are asked less often: network and disk every 6 h.'],
      ]);
      units.push(seriesIn(items).length);
      await world.ports.clock.advance(HOUR_MS);
    }

    expect(units).toEqual([1500, 300, 300, 300, 300, 300, 1500, 300]);
  });

  it('reads the hottest machines at each tick, those just started first', async () => {
    const world = await startWorld({ estate: { instances: 300, stoppedRatio: 0, spotRatio: 0 } });
    const young = { ...sampleMachine('i-young'), startedMs: world.ports.clock.nowMs() };
    world.resources.push(young);
    await world.collect({ hotSet: 2, metrics: ['cpu', 'network'] });
    await world.ports.clock.advance(5 * MINUTE_MS);

    const tick = await world.collect({ hotSet: 2, metrics: ['cpu', 'network'] });

    const ids = new Set(seriesIn(tick).map(({ resourceId }) => resourceId));
    expect(ids.size).toBe(2);
    expect(ids.has(young.id)).toBe(true);
    expect(seriesIn(tick)).toHaveLength(6);
  });

  it('asks for memory where the CloudWatch agent reports it, under its own dimensions', async () => {
    const world = await startWorld();

    const items = await world.collect({ metrics: ['cpu', 'memory'] });

    const withAgent = world.emulator.estate.machines.filter(({ hasAgent }) => hasAgent).map(({ instanceId }) => instanceId);
    const memory = seriesIn(items, 'memory.utilization');
    expect(withAgent.length).toBeGreaterThan(0);
    expect(memory.map(({ resourceId }) => resourceId.split('/')[1]).sort()).toEqual(withAgent.sort());
    expect(memory.flatMap(({ values }) => values).every((value) => value !== null && value >= 0 && value <= 1)).toBe(true);
  });

  it('asks the volumes of a machine that says nothing of its disks', async () => {
    const world = await startWorld({}, { sku: 'm4.large' });
    const [machine] = world.emulator.estate.machines;
    const volumeId = machine?.volumeIds[0] ?? '';
    world.resources.push(sampleVolume(volumeId, { machineId: machine?.instanceId ?? '' }), sampleVolume('vol-spare'));

    const items = await world.collect({ metrics: ['disk'] });

    expect(seriesIn(items).map(({ resourceId, name }) => [resourceId.split('/')[1], name])).toEqual([
      [volumeId, 'disk.io.read'],
      [volumeId, 'disk.io.write'],
    ]);
  });

  it('asks nothing of a machine that rests, but for the hour in which it stopped', async () => {
    const world = await startWorld();
    const stopMs = world.ports.clock.nowMs() - 10 * MINUTE_MS;
    const [first, second] = world.resources;
    if (first === undefined || second === undefined) throw new Error('the estate is empty');
    const rest = (resource: Resource, at?: number): Resource => ({
      ...resource,
      state: 'stopped',
      sightings: resource.sightings.map((sighting) => ({ ...sighting, bills: false, ...(at === undefined ? {} : { stopMs: at }) })),
    });
    world.resources.splice(0, Number.POSITIVE_INFINITY, rest(first, stopMs), rest(second, stopMs - HOUR_MS));

    const items = await world.collect({ metrics: ['cpu'] });

    expect(seriesIn(items).map(({ resourceId }) => resourceId)).toEqual([first.id]);
  });

  it.each([
    { what: 'hourly', hours: 6, options: {} },
    { what: 'in tiers', hours: 24, options: { budgetMonthlyUsd: 5 } },
    { what: 'with a hot set', hours: 2, options: { hotSet: 20 } },
  ])('asks in $hours h, $what, what was planned for them, to two percent', async ({ hours, options }) => {
    const world = await startWorld({ estate: { instances: 300, stoppedRatio: 0, spotRatio: 0 } });
    const tickMs = 'hotSet' in options ? 5 * MINUTE_MS : HOUR_MS;
    for (let atMs = 0; atMs < hours * HOUR_MS; atMs += tickMs) {
      await world.collect({ ...options, metrics: ['cpu', 'network', 'disk'] });
      await world.ports.clock.advance(tickMs);
    }

    const plan = planCollection({ ec2: 300 }, AwsOptions.parse({ region: ['us-west-2'], ...options }));

    const monthRatio = hours / 730;
    expect(Math.abs(billedUnits(world) - plan.billedUnits * monthRatio)).toBeLessThan(0.02 * plan.billedUnits * monthRatio);
    // A first round shares calls that later rounds of several cadences do not: one call in small estates.
    expect(Math.abs((asked(world).GetMetricData ?? 0) - plan.calls * monthRatio)).toBeLessThanOrEqual(Math.max(1.1, 0.02 * plan.calls * monthRatio));
  });
});
