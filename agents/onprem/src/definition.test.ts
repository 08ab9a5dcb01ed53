import { createFakePorts } from '@openfinops/testing';
import { expect, it } from 'vitest';
import { definition } from './definition.ts';
import { OnpremOptions } from './options.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url).pathname;

async function probe(root: string, options: object = {}) {
  const provider = await definition.create(OnpremOptions.parse({ root: `${FIXTURES}${root}`, hosting: 'owned', ...options }), createFakePorts());
  return await provider.probe(new AbortController().signal);
}

it('lists every source that is probed, with what it is for', async () => {
  const names = new Set(definition.permissions.map((permission) => permission.name));

  const probes = await probe('owned-server');

  expect(probes.map(({ name }) => name)).toEqual([...names].filter((name) => name !== 'systeminformation'));
  expect(definition.permissions.filter(({ why }) => why === '')).toEqual([]);
});

it('finds everything in order on a whole machine, but for the rate card that nobody gave', async () => {
  const probes = await probe('owned-server');

  expect(probes.filter(({ ok }) => !ok).map(({ name, hint }) => [name, hint])).toEqual([['rate card', expect.stringContaining('config init')]]);
  expect(probes.find(({ name }) => name === '/proc/diskstats')?.detail).toBe('nvme0n1, sda');
});

it('names each broken source with what to do about it', async () => {
  const card = { purchase: { price: 1, lifeYears: 1, inService: '2026-01-01' }, power: { measured: 'rapl', idleWatts: 10, maxWatts: 20 } };

  const probes = await probe('broken', { card });

  expect(probes.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
    'machine id',
    '/proc/stat',
    '/proc/meminfo',
    '/proc/diskstats',
    '/proc/net/dev',
    'power source',
  ]);
  expect(probes.filter(({ ok, hint }) => !ok && !hint)).toEqual([]);
});

it.each([
  { power: undefined, detail: 'none: the rate card says nothing of power' },
  { power: { watts: 400 }, detail: 'constant 400 W' },
  { power: { idleWatts: 10, maxWatts: 20 }, detail: 'estimate from 10 to 20 W by CPU utilisation' },
  { power: { measured: 'rapl' }, detail: 'measured by rapl' },
  { power: { measured: 'acpi' }, detail: 'measured by acpi' },
])('says of the power source: $detail', async ({ power, detail }) => {
  const card = { purchase: { price: 1, lifeYears: 1, inService: '2026-01-01' }, power };

  const probes = await probe('owned-server', { card });

  expect(probes.find(({ name }) => name === 'power source')).toMatchObject({ ok: true, detail });
});

it('makes no call that anybody bills', async () => {
  const provider = await definition.create(OnpremOptions.parse({ hosting: 'owned' }), createFakePorts());

  expect(provider.plan({})).toEqual({ calls: 0, billedUnits: 0, usdPerMonth: '0' });
});
