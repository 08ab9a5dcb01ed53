import type { Snapshot, Volume } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { createFakeDoubts, createFakePlace } from './fake-place.ts';
import { toSnapshot, toVolume } from './to-volume.ts';

const CREATED_MS = Date.UTC(2026, 10, 1);
const MONTH_MS = 2_628_000_000;
const GIB = 1024 ** 3;

const VOLUME: Volume = {
  VolumeId: 'vol-0abc',
  VolumeType: 'gp3',
  Size: 100,
  Iops: 3000,
  Throughput: 125,
  State: 'in-use',
  CreateTime: new Date(CREATED_MS),
  AvailabilityZone: 'us-west-2a',
  Attachments: [{ InstanceId: 'i-0abc', State: 'attached' }],
};

const map = (changes: object) => {
  const doubts = createFakeDoubts();
  const resource = toVolume({ ...VOLUME, ...changes }, createFakePlace(), doubts);
  const billed = resource?.sightings.map(({ meter, bills, offer }) => `${meter} ${offer.amount} ${offer.unit} ${bills}`);
  return { resource, billed, doubts: doubts.sentences() };
};

describe('toVolume', () => {
  it('makes a resource of a disk that belongs to its machine', () => {
    const { resource, doubts } = map({});

    expect(doubts).toEqual([]);
    expect(resource).toEqual({
      id: 'arn:aws:ec2:us-west-2:123456789012:volume/vol-0abc',
      scope: 'aws/123456789012/us-west-2/ebs',
      kind: 'disk',
      name: 'vol-0abc',
      zone: 'us-west-2a',
      sku: 'gp3',
      state: 'running',
      startedMs: CREATED_MS,
      purchase: 'on-demand',
      attributes: { state: 'in-use' },
      capacity: { storageBytes: 100 * GIB },
      parentId: 'arn:aws:ec2:us-west-2:123456789012:instance/i-0abc',
      sightings: [
        {
          meter: 'storage',
          bills: true,
          createdMs: CREATED_MS,
          startMs: CREATED_MS,
          offer: { sku: 'gp3', zone: 'us-west-2a', amount: '100', unit: 'GiB-month', unitMs: MONTH_MS, purchase: 'on-demand', attributes: {} },
        },
      ],
      tags: {},
    });
  });

  it.each([
    { changes: {}, billed: ['storage 100 GiB-month true'] },
    {
      changes: { Iops: 5000, Throughput: 250 },
      billed: ['storage 100 GiB-month true', 'iops 2000 IOPS-month true', 'throughput 125 MiB/s-month true'],
    },
    { changes: { VolumeType: 'io2', Iops: 500 }, billed: ['storage 100 GiB-month true', 'iops 500 IOPS-month true'] },
    { changes: { VolumeType: 'io1', Iops: 500 }, billed: ['storage 100 GiB-month true', 'iops 500 IOPS-month true'] },
    { changes: { VolumeType: 'gp2', Iops: 300 }, billed: ['storage 100 GiB-month true'] },
    { changes: { VolumeType: 'st1', Iops: undefined }, billed: ['storage 100 GiB-month true'] },
    { changes: { VolumeType: 'io2', Iops: undefined }, billed: ['storage 100 GiB-month true', 'iops 0 IOPS-month null'] },
    { changes: { Size: undefined }, billed: ['storage 0 GiB-month null'] },
    { changes: { State: 'available', Attachments: [] }, billed: ['storage 100 GiB-month true'] },
    { changes: { State: 'deleting' }, billed: ['storage 100 GiB-month false'] },
    { changes: { State: 'error' }, billed: ['storage 100 GiB-month null'] },
    { changes: { State: 'melting' }, billed: ['storage 100 GiB-month null'] },
    { changes: { OutpostArn: 'arn:aws:outposts:us-west-2:123456789012:outpost/op-1' }, billed: [] },
  ])('bills $billed for a disk with $changes', ({ changes, billed }) => {
    expect(map(changes).billed).toEqual(billed);
  });

  it('never prices a disk in a Local Zone as one of the region, and says so', () => {
    const { resource, doubts } = map({ AvailabilityZone: 'us-west-2-lax-1a' });

    expect(resource?.sightings[0]?.offer).toMatchObject({ zone: 'us-west-2-lax-1a', attributes: { deployment: 'local-zone' } });
    expect(doubts).toEqual([expect.stringContaining('Local or Wavelength Zone')]);
  });

  it.each([
    { what: 'a type', changes: { VolumeType: undefined }, doubt: 'have no type' },
    { what: 'a size', changes: { Size: undefined }, doubt: 'have no size' },
    { what: 'a state', changes: { State: undefined }, doubt: 'in a state that is not known' },
  ])('lists a disk without $what, and says so', ({ changes, doubt }) => {
    expect(map(changes).doubts).toEqual([expect.stringContaining(doubt)]);
  });
});

describe('toSnapshot', () => {
  const SNAPSHOT: Snapshot = {
    SnapshotId: 'snap-0abc',
    VolumeId: 'vol-0abc',
    VolumeSize: 100,
    State: 'completed',
    StartTime: new Date(CREATED_MS),
    StorageTier: 'standard',
  };

  it('lists a snapshot whose billed size nobody tells as a view, and says so', () => {
    const doubts = createFakeDoubts();

    const resource = toSnapshot(SNAPSHOT, createFakePlace(), doubts);

    expect(resource).toMatchObject({
      id: 'arn:aws:ec2:us-west-2:123456789012:snapshot/snap-0abc',
      sku: 'snapshot',
      sightings: [],
      parentId: 'arn:aws:ec2:us-west-2:123456789012:volume/vol-0abc',
    });
    expect(doubts.sentences()).toEqual([expect.stringContaining('not part of the cost')]);
  });

  it('bills an archived snapshot by its full size', () => {
    const doubts = createFakeDoubts();

    const resource = toSnapshot({ ...SNAPSHOT, StorageTier: 'archive', FullSnapshotSizeInBytes: 40 * GIB }, createFakePlace(), doubts);

    expect(resource?.sightings[0]).toMatchObject({
      meter: 'snapshot',
      bills: true,
      offer: { sku: 'snapshot-archive', amount: '40', unit: 'GiB-month' },
    });
    expect(doubts.sentences()).toEqual([]);
  });
});
