import { HOUR_MS, type Provider, type Resource, type ScopeId } from '@openfinops/core';
import { createFakeClock, createFakeFiles, createFakePorts, lookOnce } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createFakeMachine } from './fake-machine.ts';
import { OnpremOptions } from './options.ts';
import { createOnpremProvider } from './provider.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url).pathname;
const PURCHASE = { price: 35_040, lifeYears: 4, inService: '2025-03-01' };
const NOW_MS = Date.UTC(2026, 10, 21, 10);
const SCOPE = 'onprem/onprem/global/host';

type Input = Parameters<typeof OnpremOptions.parse>[0];

/** A provider over a machine whose counters go on with a fake clock. */
async function openMachine(options: Input, nowMs?: number) {
  const clock = createFakeClock({ nowMs: nowMs ?? NOW_MS, manual: (ms) => ms > 1000 });
  const files = createFakeFiles();
  const machine = createFakeMachine({ files, clock });
  const ports = createFakePorts({ clock, files });
  const open = () => createOnpremProvider(OnpremOptions.parse({ hosting: 'owned', ...(options as object) }), ports);
  return { clock, files, machine, open, provider: await open() };
}

const openFixture = (name: string, options: object = {}) =>
  createOnpremProvider(OnpremOptions.parse({ root: `${FIXTURES}${name}`, ...options }), createFakePorts());

async function cycle(provider: Provider, cursor?: unknown) {
  const cursors: ReadonlyMap<ScopeId, unknown> = new Map(cursor === undefined ? [] : [[SCOPE, cursor]]);
  const { found, collected } = await lookOnce(provider, { cursors });
  const resources = found.flatMap((item) => (item.type === 'resource' ? [item.resource] : []));
  return {
    resource: resources[0] as Resource,
    values: Object.fromEntries(collected.flatMap((item) => (item.type === 'series' ? [[item.series.name, item.series.values[0]]] : []))),
    stepsMs: [...new Set(collected.flatMap((item) => (item.type === 'series' ? [item.series.stepMs] : [])))],
    readings: collected.flatMap((item) => (item.type === 'reading' ? [item.reading] : [])),
    shares: collected.flatMap((item) => (item.type === 'allocation' && item.allocation.share !== '0' ? [item.allocation] : [])),
    problems: [...found, ...collected].flatMap((item) => (item.type === 'problem' ? [item.problem] : [])),
    cursor: JSON.parse(JSON.stringify(collected.find((item) => item.type === 'cursor')?.cursor)) as unknown,
  };
}

describe('the machine as a resource', () => {
  it('shows a server with its model, its capacity and what it is billed for', async () => {
    const { resource, problems } = await cycle(await openFixture('owned-server', { card: { site: 'fra1', purchase: PURCHASE } }));

    expect(resource).toMatchObject({
      id: 'onprem://31d2bee5cd8a/host',
      scope: 'onprem/fra1/global/host',
      kind: 'machine',
      name: 'rack3-node12',
      sku: 'PowerEdge R760',
      state: 'running',
      startedMs: 1_795_200_000_000,
      purchase: 'owned',
      attributes: { os: 'linux', arch: 'x86_64', hosting: 'owned', vendor: 'Dell Inc.' },
      capacity: { vcpus: 4, memoryBytes: 65_843_216 * 1024 },
      tags: {},
    });
    expect(resource.sightings.map((sighting) => sighting.meter)).toEqual(['capex']);
    expect(problems).toEqual([]);
  });

  it('shows a cloud’s virtual machine as a view that is billed for nothing', async () => {
    const card = { purchase: PURCHASE, power: { watts: 500 }, tariff: { pricePerKwh: 0.2 } };
    const provider = await openFixture('ec2-nitro', { card });

    const { resource, readings, shares } = await cycle(provider);

    expect(resource).toMatchObject({ sku: 'm5.xlarge', purchase: 'unknown', sightings: [], attributes: { hosting: 'cloud', cloud: 'aws' } });
    expect(resource.parentId).toBeUndefined();
    expect(readings).toEqual([]);
    expect(shares).not.toEqual([]);
    expect(provider.info.notices).toEqual(['hosting auto: cloud, as DMI says aws. The machine is a view: its cloud agent charges it.']);
  });

  it.each([
    { name: 'container-cgroup2', limits: { 'cgroup.cpu_limit': '1.5', 'cgroup.memory_limit_bytes': '2147483648' } },
    { name: 'container-cgroup1', limits: { 'cgroup.cpu_limit': '2' } },
  ])('shows the limits of $name beside the capacity of its host', async ({ name, limits }) => {
    const { resource } = await cycle(await openFixture(name, { hosting: 'owned' }));

    expect(resource.attributes).toMatchObject(limits);
    expect(resource.capacity).toMatchObject({ vcpus: 4, memoryBytes: 65_843_216 * 1024 });
    expect(resource.sku).toBe('x86_64 4 vCPU');
  });

  it('goes by the name that its operator gives it', async () => {
    const { resource } = await cycle(await openFixture('owned-server', { name: 'database-1' }));

    expect(resource.name).toBe('database-1');
  });
});

describe('broken sources', () => {
  it('names each, and keeps the rest', async () => {
    const { resource, values, problems } = await cycle(await openFixture('broken', { hosting: 'owned' }));

    expect(resource).toMatchObject({ name: 'broken-node', state: 'running' });
    expect(values).toMatchObject({ 'cpu.utilization': null, 'memory.used': null, 'disk.io.read': null, 'network.io.receive': null });
    expect(values['disk.used']).toEqual(expect.any(Number));
    expect(problems.map(({ stage, code, message }) => `${stage} ${code} ${message.replace(FIXTURES, '')}`)).toEqual([
      'discover SOURCE_GARBLED broken/etc/machine-id (machine id) cannot be understood',
      'discover SOURCE_MISSING this machine has no machine id: it goes by its host name, which another machine may have too',
      'discover SOURCE_GARBLED broken/sys/fs/cgroup/cpu.max (container limit) cannot be understood',
      'collect SOURCE_GARBLED broken/proc/stat (CPU time) cannot be understood',
      'collect SOURCE_GARBLED broken/proc/uptime (uptime) cannot be understood',
      'collect SOURCE_MISSING broken/proc/sys/kernel/random/boot_id (boot id) is not there',
      'collect SOURCE_GARBLED broken/proc/meminfo (memory) cannot be understood',
      'collect SOURCE_GARBLED broken/proc/diskstats (disk counters) cannot be understood',
      'collect SOURCE_MISSING broken/proc/1/net/dev (network counters) is not there',
    ]);
  });
});

describe('what the machine did', () => {
  it('is measured over a quarter of a second at the first look, and says so', async () => {
    const { clock, machine, provider } = await openMachine({});
    machine.work({ cpuRatio: 0.5, receivedBytesPerSecond: 4000 });

    const { values, stepsMs } = await cycle(provider);

    expect(clock.sleeps).toEqual([250]);
    expect(stepsMs).toEqual([250]);
    expect(values['cpu.utilization']).toBeCloseTo(0.5, 1);
    expect(values['network.io.receive']).toBe(4000);
  });

  it('is measured over the whole stretch since the cursor, by another process too', async () => {
    const { clock, machine, provider, open } = await openMachine({});
    const { cursor } = await cycle(provider);
    machine.work({ cpuRatio: 0.25, readBytesPerSecond: 51_200, sentBytesPerSecond: 100 });
    await clock.advance(300_000);

    const { values, stepsMs } = await cycle(await open(), cursor);

    expect(stepsMs).toEqual([300_000]);
    expect(values['cpu.utilization']).toBeCloseTo(0.25, 3);
    expect([values['disk.io.read'], values['network.io.transmit']]).toEqual([51_200, 100]);
  });

  it('begins anew after a reboot', async () => {
    const { clock, machine, provider } = await openMachine({});
    const { cursor } = await cycle(provider);
    await clock.advance(120_000);

    machine.reboot();
    await clock.advance(60_000);
    const { values, stepsMs, resource } = await cycle(provider, cursor);

    expect(stepsMs).toEqual([250]);
    expect(values['disk.io.read']).toBe(0);
    expect(resource.startedMs).toBe(NOW_MS + 120_000);
  });

  it('splits the hour by state, with what nobody saw', async () => {
    const { clock, machine, provider } = await openMachine({ idleThresholdRatio: 0.1 }, Date.UTC(2026, 10, 21, 10, 25));
    machine.work({ cpuRatio: 0.9 });
    const first = await cycle(provider);
    await clock.advance(899_750);
    machine.work({ cpuRatio: 0.02 });
    const second = await cycle(provider, first.cursor);
    await clock.advance(600_000);

    const third = await cycle(provider, second.cursor);

    expect(third.shares.map(({ target, share }) => [target.id, share])).toEqual([
      ['active', '0.3'],
      ['allocated-idle', '0.2'],
      ['unknown', '0.5'],
    ]);
  });
});

describe('energy', () => {
  const metered = (power: object) => ({ card: { purchase: PURCHASE, power, pue: 1.25, tariff: { pricePerKwh: 0.2 } } });

  it('is counted from one process to the next, up to the look', async () => {
    const { clock, machine, provider, open } = await openMachine(metered({ measured: 'rapl', otherWatts: 100 }));
    machine.work({ packageWatts: 150 });
    const first = await cycle(provider);
    await provider.close?.();
    await clock.advance(300_000);

    const { readings, values } = await cycle(await open(), first.cursor);

    expect(readings.map(({ fromMs, toMs, offer, evidence }) => [toMs - fromMs, offer?.amount, evidence])).toEqual([[300_000, '0.5', 3]]);
    expect(values.power).toBeCloseTo(400, 6);
  });

  it('is unknown across a reboot', async () => {
    const { clock, machine, provider, open } = await openMachine(metered({ measured: 'rapl' }));
    machine.work({ packageWatts: 150 });
    const first = await cycle(provider);
    await provider.close?.();

    machine.reboot();
    await clock.advance(300_000);
    const { readings } = await cycle(await open(), first.cursor);

    expect(readings.map(({ fromMs, toMs, evidence }) => [toMs - fromMs, evidence])).toEqual([[250, 3]]);
  });

  it('is unknown where its source is missing, which is named', async () => {
    const { files, provider } = await openMachine(metered({ measured: 'rapl' }));
    files.fail('/sys/class/powercap/intel-rapl:0/energy_uj', 'EACCES');

    const { readings, values, problems } = await cycle(provider);

    expect(readings).toMatchObject([{ offer: null, evidence: 0 }]);
    expect(values.power).toBeNull();
    expect(problems).toMatchObject([{ code: 'SOURCE_MISSING', hint: expect.stringContaining('energy_uj') }]);
  });

  it('is estimated, and flagged, where the card gives the two ends', async () => {
    const { machine, provider } = await openMachine(metered({ idleWatts: 100, maxWatts: 300 }));
    machine.work({ cpuRatio: 1 });

    const { readings } = await cycle(provider);

    expect(readings).toMatchObject([{ evidence: 0, offer: { amount: '0.375', attributes: { basis: 'estimate' } } }]);
  });

  it('is not even measured on a cloud, which pays for it', async () => {
    const { provider } = await openMachine({ hosting: 'cloud', ...metered({ measured: 'rapl' }) });

    const { readings, values } = await cycle(provider);

    expect(readings).toEqual([]);
    expect(values).not.toHaveProperty('power');
  });

  it.each([
    { what: 'the draw is constant: it is sighted instead', options: metered({ watts: 400 }) },
    {
      what: 'the colocation fee pays it',
      options: { card: { purchase: PURCHASE, opex: { coloPerMonth: 1, coloIncludesPower: true }, power: { measured: 'rapl' } } },
    },
    { what: 'there is no card', options: {} },
  ])('is not read where $what', async ({ options }) => {
    const { provider } = await openMachine(options);

    expect((await cycle(provider)).readings).toEqual([]);
  });
});

describe('a daemon', () => {
  it('measures between two cycles, from one to the next without a gap, until it is closed', async () => {
    const card = { purchase: PURCHASE, power: { measured: 'rapl' }, tariff: { pricePerKwh: 0.2 } };
    const { clock, machine, provider } = await openMachine({ card }, Date.UTC(2026, 10, 21, 10, 50));
    machine.work({ packageWatts: 450 });
    const first = await cycle(provider);
    await clock.advance(900_000);
    const second = await cycle(provider, first.cursor);

    await provider.close?.();
    await clock.advance(900_000);

    const hourMs = Date.UTC(2026, 10, 21, 11);
    expect(second.readings.map(({ fromMs, toMs, offer, evidence }) => [fromMs, toMs, offer?.amount, evidence])).toEqual([
      [first.readings[0]?.toMs, hourMs, '0.9', 3],
      [hourMs, hourMs + 300_250, '0.9', 3],
    ]);
    expect(clock.sleeps.filter((ms) => ms === 15_000)).toHaveLength(61);
  });
});

describe('a clock that cannot be right', () => {
  it('before its time: named, and nothing is said of time', async () => {
    const { provider } = await openMachine({ card: { purchase: PURCHASE, power: { idleWatts: 1, maxWatts: 2 } } }, Date.UTC(1970, 0, 1, 12));

    const { resource, problems, readings, shares, values } = await cycle(provider);

    expect(problems).toMatchObject([{ code: 'CLOCK_WRONG', hint: expect.stringContaining('timedatectl') }]);
    expect(resource.sightings.map((sighting) => sighting.bills)).toEqual([null]);
    expect([readings, shares]).toEqual([[], []]);
    expect(values['memory.used']).toEqual(expect.any(Number));
  });

  it('jumping: named, the stretch of no state, and the rates right', async () => {
    const { clock, machine, provider } = await openMachine({});
    const { cursor } = await cycle(provider);
    machine.work({ cpuRatio: 0.5, sentBytesPerSecond: 70 });
    await clock.advance(300_000);

    clock.setWall(clock.nowMs() + 2 * HOUR_MS);
    const { problems, shares, stepsMs, values } = await cycle(provider, cursor);

    expect(problems).toMatchObject([{ stage: 'collect', code: 'CLOCK_WRONG', message: expect.stringContaining('ahead by 7200 s') }]);
    expect(shares.map(({ target, share }) => [target.id, share])).toEqual([['unknown', '1']]);
    expect(stepsMs).toEqual([300_000]);
    expect(values['network.io.transmit']).toBe(70);
  });
});
