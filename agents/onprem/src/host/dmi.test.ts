import { createFakeFiles } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { cloudOf, type Dmi, readDmi } from './dmi.ts';

const NOTHING: Dmi = { vendor: null, product: null, chassisAssetTag: null, biosVersion: null };

it('reads make and model, without what board makers leave in place of a name', async () => {
  const files = createFakeFiles({
    '/sys/class/dmi/id/sys_vendor': 'Supermicro\n',
    '/sys/class/dmi/id/product_name': 'To Be Filled By O.E.M.\n',
    '/sys/class/dmi/id/chassis_asset_tag': 'Default string\n',
    '/sys/class/dmi/id/product_serial': 'S123456\n',
  });

  expect(await readDmi(files, '/')).toEqual({ ...NOTHING, vendor: 'Supermicro' });
});

it('is nothing where there is no DMI', async () => {
  expect(await readDmi(createFakeFiles(), '/')).toBeNull();
});

describe('the cloud that the firmware speaks for', () => {
  it.each<{ machine: string; dmi: Partial<Dmi>; cloud: string | null }>([
    { machine: 'EC2 on Nitro', dmi: { vendor: 'Amazon EC2' }, cloud: 'aws' },
    { machine: 'EC2 on Xen', dmi: { vendor: 'Xen', biosVersion: '4.11.amazon' }, cloud: 'aws' },
    { machine: 'Xen of one’s own', dmi: { vendor: 'Xen', biosVersion: '4.17' }, cloud: null },
    { machine: 'an Azure VM', dmi: { vendor: 'Microsoft Corporation', chassisAssetTag: '7783-7084-3265-9085-8269-3286-77' }, cloud: 'azure' },
    { machine: 'Hyper-V of one’s own', dmi: { vendor: 'Microsoft Corporation', product: 'Virtual Machine' }, cloud: null },
    { machine: 'a GCE VM', dmi: { vendor: 'Google', product: 'Google Compute Engine' }, cloud: 'gcp' },
    { machine: 'an Oracle VM', dmi: { vendor: 'QEMU', chassisAssetTag: 'OracleCloud.com' }, cloud: 'oracle' },
    { machine: 'a server of one’s own', dmi: { vendor: 'Dell Inc.', product: 'PowerEdge R760' }, cloud: null },
  ])('is $cloud for $machine', ({ dmi, cloud }) => {
    expect(cloudOf({ ...NOTHING, ...dmi })).toBe(cloud);
  });
});
