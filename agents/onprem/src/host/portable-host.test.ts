import { createFakeClock } from '@openfinops/testing';
import { expect, it } from 'vitest';
import { hashMachine } from './identity.ts';
import { createPortableHost, type SystemInformation } from './portable-host.ts';

const UUID = '4c4c4544-0042-3510-8053-b4c04f4a4d32';

/** A Mac that has been up for a day; each look at its CPU finds a quarter of it busy. */
function createFakeSystem(overrides: Partial<SystemInformation> = {}): SystemInformation {
  return {
    osInfo: async () => ({ hostname: 'studio', arch: 'arm64' }),
    uuid: async () => ({ os: UUID, hardware: UUID.toUpperCase() }),
    system: async () => ({ manufacturer: 'Apple Inc.', model: 'Mac14,13' }),
    time: () => ({ uptime: 86_400.25 }),
    cpu: async () => ({ cores: 12 }),
    currentLoad: async () => ({ rawCurrentLoad: 250, rawCurrentLoadIdle: 750 }),
    mem: async () => ({ total: 64_000, available: 48_000 }),
    fsSize: async () => [
      { mount: '/System/Volumes/VM', size: 1, used: 1, available: 1 },
      { mount: '/', size: 1000, used: 250, available: 750 },
    ],
    fsStats: async () => ({ rx: 5000, wx: 7000 }),
    networkStats: async () => [
      { iface: 'lo0', rx_bytes: 9, tx_bytes: 9 },
      { iface: 'en0', rx_bytes: 300, tx_bytes: 400 },
    ],
    ...overrides,
  };
}

function createHost(system: SystemInformation | Error, platform = 'darwin') {
  const clock = createFakeClock();
  let loads = 0;
  const load = async () => {
    loads += 1;
    if (system instanceof Error) throw system;
    return system;
  };
  return { clock, host: createPortableHost({ clock, platform, load }), loads: () => loads };
}

it('takes every figure from systeminformation, which it loads once and late', async () => {
  const { host, clock, loads } = createHost(createFakeSystem());
  const before = loads();

  const inventory = await host.inventory();
  const look = await host.look();

  expect([before, loads()]).toEqual([0, 1]);
  expect(inventory).toMatchObject({
    machine: hashMachine(UUID),
    hostname: 'studio',
    arch: 'arm64',
    dmi: { vendor: 'Apple Inc.', product: 'Mac14,13' },
    problems: [],
  });
  expect(look).toMatchObject({
    atMs: clock.nowMs(),
    uptimeMs: 86_400_250,
    vcpus: 12,
    cpu: { busy: 250, total: 1000 },
    memory: { totalBytes: 64_000, availableBytes: 48_000 },
    fileSystem: { sizeBytes: 1000, usedBytes: 250, availableBytes: 750 },
    disks: { all: { inBytes: 5000, outBytes: 7000 } },
    interfaces: { en0: { inBytes: 300, outBytes: 400 } },
    problems: [],
  });
});

it('adds the CPU time of each look up to counters', async () => {
  const { host } = createHost(createFakeSystem());

  await host.look();
  const second = await host.look();

  expect(second.cpu).toEqual({ busy: 500, total: 2000 });
});

it('booted at the same full minute at every look, and never earlier than it did', async () => {
  const { host, clock } = createHost(createFakeSystem());
  const bootMs = clock.nowMs() - 86_400_250;

  const looks = [await host.look(), await host.look()];

  expect(looks[1]?.bootMs).toBe(looks[0]?.bootMs);
  expect((looks[0]?.bootMs ?? 0) - bootMs).toBeGreaterThanOrEqual(0);
  expect((looks[0]?.bootMs ?? 0) - bootMs).toBeLessThan(60_000);
});

it('keeps what it has when one call fails, and names that call', async () => {
  const { host } = createHost(createFakeSystem({ mem: () => Promise.reject(new Error('vm_stat: not found')) }));

  const look = await host.look();

  expect(look.memory).toBeNull();
  expect(look.cpu).not.toBeNull();
  expect(look.problems).toEqual([{ code: 'SOURCE_MISSING', message: 'systeminformation mem failed: vm_stat: not found' }]);
});

it('is known by its host name where the platform tells no id', async () => {
  const { host } = createHost(createFakeSystem({ uuid: async () => ({ os: '', hardware: '' }) }));

  const inventory = await host.inventory();

  expect(inventory.machine).toBe(hashMachine('studio'));
  expect(inventory.problems).toMatchObject([{ code: 'SOURCE_MISSING' }]);
});

it('says so when the library cannot be loaded, and has no power source', async () => {
  const { host } = createHost(new Error('Cannot find package'), 'win32');

  const [probe] = await host.probe();
  const power = await host.samplePower('rapl');

  expect(probe).toMatchObject({ name: 'systeminformation', ok: false, hint: expect.stringContaining('Install') });
  expect(power).toMatchObject({ value: null, problem: { message: expect.stringContaining('win32') } });
});
