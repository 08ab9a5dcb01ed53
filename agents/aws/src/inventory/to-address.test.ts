import { describe, expect, it } from 'vitest';
import { createFakeDoubts, createFakePlace } from './fake-place.ts';
import { toElasticIp, toPublicAddress } from './to-address.ts';

const elastic = (changes: object) =>
  toElasticIp({ AllocationId: 'eipalloc-1', PublicIp: '198.51.100.1', PublicIpv4Pool: 'amazon', ...changes }, createFakePlace(), createFakeDoubts());
const lent = (changes: object) =>
  toPublicAddress({ NetworkInterfaceId: 'eni-1', AvailabilityZone: 'us-west-2a', ...changes }, createFakePlace(), createFakeDoubts());

describe('toElasticIp', () => {
  it.each([
    { what: 'idle', changes: {}, state: 'idle', parentId: undefined },
    {
      what: 'of a machine',
      changes: { InstanceId: 'i-1', AssociationId: 'eipassoc-1' },
      state: 'in-use',
      parentId: 'arn:aws:ec2:us-west-2:123456789012:instance/i-1',
    },
    { what: 'of a gateway', changes: { NetworkInterfaceId: 'eni-1' }, state: 'in-use', parentId: undefined },
  ])('bills an address that is $what', ({ changes, state, parentId }) => {
    const resource = elastic(changes);

    expect(resource).toMatchObject({ id: 'arn:aws:ec2:us-west-2:123456789012:elastic-ip/eipalloc-1', name: '198.51.100.1', sku: 'public-ipv4' });
    expect(resource?.attributes.state).toBe(state);
    expect(resource?.parentId).toBe(parentId);
    expect(resource?.sightings).toMatchObject([{ meter: 'address', bills: true, offer: { sku: 'public-ipv4', amount: '1', unit: 'h' } }]);
  });

  it.each([{ PublicIpv4Pool: 'ipv4pool-ec2-0123' }, { CustomerOwnedIp: '192.0.2.1' }])('bills nothing for an address of the owner: %o', (changes) => {
    expect(elastic(changes)).toMatchObject({ purchase: 'owned', sightings: [] });
  });

  it('says nothing of a thing without an id', () => {
    expect(elastic({ AllocationId: undefined, PublicIp: undefined })).toBeNull();
  });
});

describe('toPublicAddress', () => {
  const primary = { Association: { PublicIp: '203.0.113.1', IpOwnerId: 'amazon' } };

  it('bills an address that AWS lends, once, though it is named twice', () => {
    const resource = lent({ ...primary, PrivateIpAddresses: [primary], Attachment: { InstanceId: 'i-1' } });

    expect(resource).toMatchObject({
      id: 'arn:aws:ec2:us-west-2:123456789012:network-interface/eni-1',
      name: '203.0.113.1',
      parentId: 'arn:aws:ec2:us-west-2:123456789012:instance/i-1',
      sightings: [{ offer: { amount: '1' } }],
    });
  });

  it('bills each of several', () => {
    const other = { Association: { PublicIp: '203.0.113.2', IpOwnerId: 'amazon-elb' } };

    expect(lent({ ...primary, PrivateIpAddresses: [primary, other] })?.sightings).toMatchObject([{ offer: { amount: '2' } }]);
  });

  it.each([
    { what: 'has none', changes: {} },
    { what: 'has an Elastic IP, which is listed as such', changes: { Association: { PublicIp: '203.0.113.1', AllocationId: 'eipalloc-1' } } },
    { what: 'has an address of its owner', changes: { Association: { PublicIp: '203.0.113.1', CustomerOwnedIp: '192.0.2.1' } } },
  ])('says nothing of an interface that $what', ({ changes }) => {
    expect(lent(changes)).toBeNull();
  });
});
