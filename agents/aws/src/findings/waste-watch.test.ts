import { type Finding, HOUR_MS, type RateOf, type Resource } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { sampleMachine, sampleVolume } from '../collect/sample-machine.ts';
import type { UseSummary } from '../collect/use-history.ts';
import { createWasteWatch } from './waste-watch.ts';

const NOW = Date.UTC(2026, 10, 21, 10);
const DAY_MS = 24 * HOUR_MS;

/** USD an hour, or a GiB and month. */
const PRICES: Readonly<Record<string, string>> = {
  'm5.large': '0.096',
  'm5.xlarge': '0.192',
  'm5.2xlarge': '0.384',
  'm4.xlarge': '0.2',
  't2.micro': '0.0116',
  't3.micro': '0.0104',
  'public-ipv4': '0.005',
  gp2: '0.1',
  gp3: '0.08',
};
const priced: RateOf = (_scope, meters) => {
  let perHour = 0;
  for (const { offer } of meters) {
    const price = PRICES[offer.sku];
    if (price === undefined)
      return { listPerHour: null, effectivePerHour: null, currency: 'USD', missing: [{ reason: 'sku-unknown', sku: offer.sku }] };
    perHour += (Number(price) * Number(offer.amount) * HOUR_MS) / (offer.unitMs ?? HOUR_MS);
  }
  const text = String(Math.round(perHour * 1e6) / 1e6);
  return { listPerHour: text, effectivePerHour: text, currency: 'USD', missing: [] };
};

const QUIET: UseSummary = {
  window: { startMs: NOW - 7 * DAY_MS, endMs: NOW },
  knownRatio: 0.97,
  meanRatio: 0.004,
  peakRatio: 0.03,
  networkBytesPerDay: 1_234_567,
};

interface Given {
  readonly use?: UseSummary | null;
  readonly rateOf?: RateOf;
}

/** In any order of the listing. */
function find(resources: readonly Resource[], given: Given = {}): Finding[] {
  const [findings = [], backwards] = [resources, resources.toReversed()].map((listed) => {
    const watch = createWasteWatch({ useOf: () => given.use ?? null, rateOf: given.rateOf ?? priced, nowMs: NOW, hasBelongings: true });
    return [...listed.flatMap(watch.see), ...watch.end()];
  });
  expect(backwards).toEqual(expect.arrayContaining(findings));
  expect(backwards).toHaveLength(findings.length);
  return findings;
}

function rest(machine: Resource, stoppedMs: number | undefined): Resource {
  const stop = stoppedMs === undefined ? {} : { stopMs: NOW - stoppedMs };
  return { ...machine, state: 'stopped', sightings: machine.sightings.map((one) => ({ ...one, bills: false, ...stop })) };
}

function address(state: string, parentId?: string): Resource {
  const offer = { sku: 'public-ipv4', amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand', attributes: {} } as const;
  return {
    ...sampleVolume('x'),
    id: 'arn:aws:ec2:us-west-2:123456789012:elastic-ip/eipalloc-1',
    scope: 'aws/123456789012/us-west-2/eip',
    kind: 'address',
    sku: 'public-ipv4',
    attributes: { state },
    ...(parentId === undefined ? {} : { parentId }),
    sightings: [{ meter: 'address', bills: true, offer }],
  };
}

describe('the waste watch: machines', () => {
  it('finds an idle machine, with what it costs and how well that is known', async () => {
    const [finding, ...more] = find([sampleMachine('i-1', { sku: 'm5.xlarge' })], { use: QUIET });

    expect(more).toEqual([]);
    expect(finding).toEqual({
      rule: 'idle-instance',
      resourceId: 'arn:aws:ec2:us-west-2:123456789012:instance/i-1',
      window: QUIET.window,
      evidence: { cpu_mean_percent: 0.4, cpu_peak_percent: 3, known_percent: 97, network_mb_a_day: 1.23, type: 'm5.xlarge' },
      usdPerHourAtStake: '0.192',
    });
  });

  it.each([
    { what: 'of which too little is known', use: { ...QUIET, knownRatio: 0.79 } },
    { what: 'of which nothing is known', use: null },
    { what: 'that was busy once', use: { ...QUIET, peakRatio: 0.8 } },
  ])('does not judge a machine $what', async ({ use }) => {
    expect(find([sampleMachine('i-1', { sku: 'm5.xlarge' })], { use })).toEqual([]);
  });

  it('does not call idle what serves the network, or may do so', async () => {
    const busy = find([sampleMachine('i-1')], { use: { ...QUIET, networkBytesPerDay: 9_000_000 } });
    const unknown = find([sampleMachine('i-1')], { use: { ...QUIET, networkBytesPerDay: null } });

    expect([...busy, ...unknown]).toEqual([]);
  });

  it('finds a machine of twice the size that it needs, and says that memory was not judged', async () => {
    const use = { ...QUIET, meanRatio: 0.1, peakRatio: 0.34, networkBytesPerDay: 1e9 };

    const [finding] = find([sampleMachine('i-1', { sku: 'm5.2xlarge' })], { use });

    expect(finding).toMatchObject({ rule: 'oversized-instance', usdPerHourAtStake: '0.192' });
    expect(finding?.evidence).toMatchObject({ cpu_peak_percent: 34, smaller_type: 'm5.xlarge', memory: 'not judged' });
  });

  it.each([
    { what: 'half of it would be full', sku: 'm5.2xlarge', peakRatio: 0.36 },
    { what: 'there is no half of it', sku: 'm5.large', peakRatio: 0.1 },
  ])('leaves a machine its size where $what', async ({ sku, peakRatio }) => {
    const use = { ...QUIET, peakRatio, networkBytesPerDay: 1e9 };

    expect(find([sampleMachine('i-1', { sku })], { use })).toEqual([]);
  });

  it.each([
    { sku: 'm4.xlarge', successor: 'm5.xlarge', saved: '0.008' },
    { sku: 't2.micro', successor: 't3.micro', saved: '0.0012' },
  ])('finds that $successor does what $sku does for less', async ({ sku, successor, saved }) => {
    const [finding] = find([sampleMachine('i-1', { sku })]);

    expect(finding).toMatchObject({ rule: 'old-generation', evidence: { type: sku, successor }, usdPerHourAtStake: saved });
  });

  it('says an old generation whose price is not known without a figure, and none of which the successor costs more', async () => {
    const dearer: RateOf = (scope, meters) => ({ ...priced(scope, meters), effectivePerHour: meters[0]?.offer.sku === 'm4.xlarge' ? '0.1' : '0.2' });

    const unknown = find([sampleMachine('i-1', { sku: 'r4.xlarge' })]);
    const notCheaper = find([sampleMachine('i-1', { sku: 'm4.xlarge' })], { rateOf: dearer });

    expect(unknown).toMatchObject([{ rule: 'old-generation', usdPerHourAtStake: null }]);
    expect(notCheaper).toEqual([]);
  });

  it('finds disks that are paid for while their machine has been stopped for days', async () => {
    const machine = rest(sampleMachine('i-1'), 5 * DAY_MS);
    const disks = [sampleVolume('vol-1', { machineId: 'i-1', gib: 500 }), sampleVolume('vol-2', { machineId: 'i-1', gib: 230 })];

    const [finding, ...more] = find([machine, ...disks]);

    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'stopped-with-disks',
      resourceId: machine.id,
      window: { startMs: NOW - 5 * DAY_MS, endMs: NOW },
      evidence: { stopped_days: 5, disks: 2, disks_gib: 730, type: 'm5.large' },
    });
    expect(Number(finding?.usdPerHourAtStake)).toBeCloseTo(0.08, 6);
  });

  it.each([
    { what: 'stopped yesterday', stoppedMs: DAY_MS, gib: 500 },
    { what: 'stopped nobody knows when', stoppedMs: undefined, gib: 500 },
    { what: 'has a small disk', stoppedMs: 9 * DAY_MS, gib: 20 },
  ])('says nothing of a machine that $what', async ({ stoppedMs, gib }) => {
    expect(find([rest(sampleMachine('i-1'), stoppedMs), sampleVolume('vol-1', { machineId: 'i-1', gib })])).toEqual([]);
  });
});

describe('the waste watch: disks, addresses, reservations', () => {
  it('finds a volume that no machine has attached', async () => {
    const [finding, ...more] = find([sampleVolume('vol-1', { gib: 730 }), sampleVolume('vol-2', { machineId: 'i-1' })]);

    expect(more).toEqual([]);
    expect(finding).toMatchObject({ rule: 'unattached-volume', evidence: { state: 'available', type: 'gp3', size_gib: 730 } });
    expect(finding?.usdPerHourAtStake).toBe('0.08');
  });

  it.each([
    { gib: 365, findings: ['old-generation'] },
    { gib: 1001, findings: [] },
  ])('finds that gp3 would do for a gp2 volume of $gib GiB: $findings', async ({ gib, findings }) => {
    const found = find([sampleVolume('vol-1', { sku: 'gp2', gib, machineId: 'i-1' })]);

    expect(found.map(({ rule }) => rule)).toEqual(findings);
    expect(found.map(({ usdPerHourAtStake }) => usdPerHourAtStake)).toEqual(findings.map(() => '0.01'));
  });

  it.each([
    { what: 'leads nowhere', of: address('idle'), evidence: { associated: false } },
    {
      what: 'leads to a machine that rests',
      of: address('in-use', sampleMachine('i-1').id),
      evidence: { associated: true, machine: 'i-1', machine_state: 'stopped' },
    },
  ])('finds an address that $what', async ({ of, evidence }) => {
    const found = find([rest(sampleMachine('i-1'), DAY_MS), of]);

    expect(found).toMatchObject([{ rule: 'idle-address', evidence, usdPerHourAtStake: '0.005' }]);
  });

  it('says nothing of an address in use, whoever uses it', async () => {
    expect(find([sampleMachine('i-1'), address('in-use', sampleMachine('i-1').id), address('in-use')])).toEqual([]);
  });

  it('finds the unused slots of a reservation', async () => {
    const machine = sampleMachine('i-1');
    const sightings = machine.sightings.map((one) => ({ ...one, offer: { ...one.offer, amount: '3' } }));
    const id = 'arn:aws:ec2:us-west-2:123456789012:capacity-reservation/cr-1';
    const reservation: Resource = { ...machine, id, kind: 'group', sightings };

    const found = find([reservation, { ...reservation, sightings: sightings.map((one) => ({ ...one, bills: false })) }]);

    expect(found).toMatchObject([{ rule: 'unused-reservation', evidence: { type: 'm5.large', unused: 3 }, usdPerHourAtStake: '0.288' }]);
  });

  it('knows no money without prices, and none in another currency than USD', async () => {
    const yuan: RateOf = (scope, meters) => ({ ...priced(scope, meters), currency: 'CNY' });

    const found = [
      ...find([sampleVolume('vol-1')], { rateOf: () => ({ listPerHour: null, effectivePerHour: null, currency: 'USD', missing: [] }) }),
      ...find([sampleVolume('vol-1')], { rateOf: yuan }),
    ];

    expect(found.map(({ usdPerHourAtStake }) => usdPerHourAtStake)).toEqual([null, null]);
  });
});
