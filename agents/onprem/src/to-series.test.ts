import { expect, it } from 'vitest';
import type { HostLook } from './host/host.ts';
import { hostSeries } from './to-series.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 10);
const NOW: HostLook = {
  atMs: NOW_MS,
  uptimeMs: 50_000_000,
  bootId: 'a',
  bootMs: NOW_MS - 50_000_000,
  vcpus: 4,
  cpu: { busy: 3000, total: 12_000 },
  memory: { totalBytes: 64_000, availableBytes: 48_000 },
  fileSystem: { sizeBytes: 1000, usedBytes: 250, availableBytes: 700 },
  disks: { sda: { inBytes: 20_000, outBytes: 5000 }, sdb: { inBytes: 900_000, outBytes: 900_000 } },
  interfaces: { eno1: { inBytes: 700, outBytes: 900 } },
  problems: [],
};
const BEFORE = {
  ...NOW,
  atMs: NOW_MS - 10_000,
  cpu: { busy: 1000, total: 8000 },
  disks: { sda: { inBytes: 10_000, outBytes: 5000 } },
  interfaces: { eno1: { inBytes: 200, outBytes: 100 } },
};
const RESOURCE_ID = 'onprem://0123456789ab/host';
const valuesOf = (series: ReturnType<typeof hostSeries>) => Object.fromEntries(series.map(({ name, values }) => [name, values[0]]));

it('gives one value of each metric, over a stretch that it states', () => {
  const series = hostSeries({ resourceId: RESOURCE_ID, before: BEFORE, now: NOW, elapsedMs: 10_000, watts: undefined });

  expect(new Set(series.map(({ startMs, stepMs }) => `${startMs} ${stepMs}`))).toEqual(new Set([`${NOW_MS - 10_000} 10000`]));
  expect(valuesOf(series)).toEqual({
    'cpu.utilization': 0.5,
    'memory.utilization': 0.25,
    'memory.used': 16_000,
    'memory.available': 48_000,
    'disk.utilization': 250 / 950,
    'disk.used': 250,
    'disk.io.read': 1000,
    'disk.io.write': 0,
    'network.io.receive': 50,
    'network.io.transmit': 80,
  });
});

it('counts a disk from the second look at it: what it did before was not in the stretch', () => {
  const series = hostSeries({ resourceId: RESOURCE_ID, before: { ...BEFORE, disks: {} }, now: NOW, elapsedMs: 10_000, watts: undefined });

  expect(valuesOf(series)['disk.io.read']).toBeNull();
});

it.each([
  { what: 'a counter went back', before: { ...BEFORE, disks: { sda: { inBytes: 30_000, outBytes: 0 } } }, now: NOW, name: 'disk.io.read' },
  { what: 'the CPU stood still', before: { ...BEFORE, cpu: NOW.cpu }, now: NOW, name: 'cpu.utilization' },
  { what: 'meminfo is missing', before: BEFORE, now: { ...NOW, memory: null }, name: 'memory.used' },
  { what: 'the interfaces are missing', before: BEFORE, now: { ...NOW, interfaces: null }, name: 'network.io.receive' },
  { what: 'the file system is missing', before: BEFORE, now: { ...NOW, fileSystem: null }, name: 'disk.utilization' },
])('gives null, never 0, where $what', ({ before, now, name }) => {
  const series = hostSeries({ resourceId: RESOURCE_ID, before, now, elapsedMs: 10_000, watts: undefined });

  expect(valuesOf(series)[name]).toBeNull();
});

it('knows nothing that is counted when no time has passed, and everything else', () => {
  const values = valuesOf(hostSeries({ resourceId: RESOURCE_ID, before: BEFORE, now: NOW, elapsedMs: 0, watts: undefined }));

  expect(values).toMatchObject({ 'cpu.utilization': null, 'disk.io.read': null, 'network.io.transmit': null, 'memory.used': 16_000 });
});

it.each([
  { watts: 312.5, power: 312.5 },
  { watts: null, power: null },
  { watts: undefined, power: undefined },
])('has a power series only with a power source ($watts)', ({ watts, power }) => {
  expect(valuesOf(hostSeries({ resourceId: RESOURCE_ID, before: BEFORE, now: NOW, elapsedMs: 10_000, watts })).power).toBe(power);
});
