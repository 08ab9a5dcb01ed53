import { HOUR_MS, type Resource } from '@openfinops/core';

/** For tests: a running machine as discovery would list it. */
export function sampleMachine(instanceId: string, changes: Partial<Resource> & { readonly region?: string } = {}): Resource {
  const { region = 'us-west-2', ...rest } = changes;
  const sku = rest.sku ?? 'm5.large';
  const offer = { sku, amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand', attributes: { os: 'linux', tenancy: 'shared' } } as const;
  return {
    id: `arn:aws:ec2:${region}:123456789012:instance/${instanceId}`,
    scope: `aws/123456789012/${region}/ec2`,
    kind: 'machine',
    name: instanceId,
    sku,
    state: 'running',
    purchase: 'on-demand',
    attributes: { state: 'running', monitoring: 'basic' },
    sightings: [{ meter: 'compute', bills: true, offer }],
    tags: {},
    ...rest,
  };
}

/** For tests: a volume in use, or one that nobody uses. */
export function sampleVolume(
  volumeId: string,
  { machineId, sku = 'gp3', gib = 100 }: { machineId?: string; sku?: string; gib?: number } = {},
): Resource {
  const offer = { sku, amount: String(gib), unit: 'GiB-month', unitMs: 730 * HOUR_MS, purchase: 'on-demand', attributes: {} } as const;
  return {
    id: `arn:aws:ec2:us-west-2:123456789012:volume/${volumeId}`,
    scope: 'aws/123456789012/us-west-2/ebs',
    kind: 'disk',
    name: volumeId,
    sku,
    state: 'running',
    purchase: 'on-demand',
    attributes: { state: machineId === undefined ? 'available' : 'in-use' },
    capacity: { storageBytes: gib * 1024 ** 3 },
    ...(machineId === undefined ? {} : { parentId: sampleMachine(machineId).id }),
    sightings: [{ meter: 'storage', bills: true, offer }],
    tags: {},
  };
}
