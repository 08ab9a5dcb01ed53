import { describe, expect, it } from 'vitest';
import { billOf } from './bill.ts';
import { ACCOUNT_ID } from './create-estate.ts';
import type { Estate, Machine, Volume } from './estate.ts';
import { spotRows, stepsOf } from './price-book.ts';

const START_MS = Date.UTC(2026, 10, 2);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const WINDOW = { startMs: START_MS, endMs: START_MS + 10 * HOUR_MS };

const machine: Machine = {
  instanceId: 'i-1',
  region: 'us-west-2',
  zone: 'us-west-2a',
  name: 'one',
  runs: [],
  terminatedMs: null,
  isInterrupted: false,
  purchase: 'on-demand',
  platform: 'Linux/UNIX',
  detailedMonitoring: false,
  publicIp: null,
  volumeIds: [],
  tags: {},
  hasAgent: false,
};

function estateOf(changes: Partial<Estate>): Estate {
  return {
    seed: 1,
    accountId: ACCOUNT_ID,
    regions: [],
    machines: [],
    volumes: [],
    addresses: [],
    snapshots: [],
    reservations: [],
    hosts: [],
    ...changes,
  };
}

function run(fromMinute: number, toMinute: number | null, instanceType = 'm5.large') {
  return { fromMs: START_MS + fromMinute * MINUTE_MS, toMs: toMinute === null ? null : START_MS + toMinute * MINUTE_MS, instanceType };
}

describe('the bill of a machine', () => {
  it.each([
    { what: 'ninety minutes at 0.096 an hour', change: { runs: [run(30, 120)] }, usd: '0.144000000000' },
    { what: 'ten seconds as a minute', change: { runs: [run(0, 1 / 6)] }, usd: '0.001600000000' },
    { what: 'a restart inside the minute, which ends it', change: { runs: [run(0, 0.25), run(0.5, 60.5)] }, usd: '0.096800000000' },
    { what: 'what runs on until the end of the window', change: { runs: [run(-600, null)] }, usd: '0.960000000000' },
    { what: 'each size at its own price', change: { runs: [run(0, 60), run(90, 150, 'm5.xlarge')] }, usd: '0.288000000000' },
    { what: 'Windows with its licence', change: { runs: [run(0, 60)], platform: 'Windows' as const }, usd: '0.188000000000' },
    {
      what: 'nothing when EC2 takes spot back in its first hour',
      change: { runs: [run(0, 59)], purchase: 'spot' as const, isInterrupted: true },
      usd: '0.000000000000',
    },
  ])('is $what', ({ change, usd }) => {
    const estate = estateOf({ machines: [{ ...machine, ...change }] });

    const bill = billOf(estate, WINDOW);

    expect(bill.usdOf('i-1', 'compute')).toBe(usd);
    expect(bill.totalUsd).toBe(usd);
  });

  it('follows the spot price of its zone', () => {
    const spot = { ...machine, purchase: 'spot' as const, runs: [run(-600, null)] };
    const [first, second] = spotRows(1, { instanceType: 'm5.large', zone: 'us-west-2a', platform: 'Linux/UNIX' }, START_MS, WINDOW.endMs);
    const windowMs = { startMs: (second?.fromMs ?? 0) - HOUR_MS, endMs: (second?.fromMs ?? 0) + HOUR_MS };

    const bill = billOf(estateOf({ machines: [spot] }), windowMs);

    const expected = (stepsOf(first?.price ?? '0') + stepsOf(second?.price ?? '0')) * 100n;
    expect(bill.totalUsd).toBe(`0.${expected.toString().padStart(12, '0')}`);
  });

  it('has its public address while it runs', () => {
    const bill = billOf(estateOf({ machines: [{ ...machine, publicIp: '198.18.0.1', runs: [run(0, 60)] }] }), WINDOW);

    expect(bill.usdOf('eni-1', 'address')).toBe('0.005000000000');
  });
});

it('bills a disk by what it is beyond what is free, while it is there', () => {
  const disk: Volume = {
    volumeId: 'vol-1',
    region: 'us-west-2',
    zone: 'us-west-2a',
    type: 'gp3',
    sizeGib: 730,
    iops: 3730,
    throughputMibps: 198,
    createdMs: START_MS - HOUR_MS,
    deletedMs: START_MS + HOUR_MS,
    instanceId: null,
  };

  const bill = billOf(estateOf({ volumes: [disk] }), WINDOW);

  expect(bill.usdOf('vol-1', 'storage')).toBe('0.080000000000');
  expect(bill.usdOf('vol-1', 'iops')).toBe('0.005000000000');
  expect(bill.usdOf('vol-1', 'throughput')).toBe('0.004000000000');
});
