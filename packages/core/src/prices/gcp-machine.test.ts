import { describe, expect, it } from 'vitest';
import { fakeSpec } from './fake-book.ts';
import { gcpMachine } from './gcp-machine.ts';

describe('gcpMachine', () => {
  it.each([
    { sku: 'n2-custom-4-8192', family: 'n2', vcpu: '4', memoryGib: '8', extendedGib: '0' },
    { sku: 'custom-4-8192', family: 'n1', vcpu: '4', memoryGib: '8', extendedGib: '0' },
    { sku: 'n2-custom-4-65536-ext', family: 'n2', vcpu: '4', memoryGib: '64', extendedGib: '32' },
    { sku: 'n2d-custom-8-16640', family: 'n2d', vcpu: '8', memoryGib: '16.25', extendedGib: '0' },
    { sku: 'custom-2-16384-ext', family: 'n1', vcpu: '2', memoryGib: '16', extendedGib: '3' },
    { sku: 'e2-custom-micro-1024', family: 'e2', vcpu: '0.25', memoryGib: '1', extendedGib: '0' },
    { sku: 'e2-custom-medium-4096', family: 'e2', vcpu: '1', memoryGib: '4', extendedGib: '0' },
  ])('reads the custom machine $sku', ({ sku, ...parts }) => {
    const machine = gcpMachine(sku, undefined);

    expect(machine).toMatchObject({ ...parts, isCustom: true });
  });

  it.each([
    { sku: 'n2-custom-4-65536', why: 'more memory than allowed without extension' },
    { sku: 'e2-custom-2-32768-ext', why: 'a family that has no extended memory' },
    { sku: 'n2-custom-0-8192', why: 'no vCPU' },
    { sku: 'n2-custom-micro-1024', why: 'a shared core in a family that has none' },
    { sku: 'z9-custom-4-8192', why: 'a family that is not known' },
    { sku: 'n2-standard-4', why: 'hardware that is not known' },
  ])('knows nothing of $sku: $why', ({ sku }) => {
    const machine = gcpMachine(sku, undefined);

    expect(machine).toBeUndefined();
  });

  it.each([
    { sku: 'e2-micro', vcpu: '0.25' },
    { sku: 'e2-small', vcpu: '0.5' },
    { sku: 'e2-medium', vcpu: '1' },
    { sku: 'e2-standard-2', vcpu: '2' },
  ])('bills $vcpu vCPU of $sku', ({ sku, vcpu }) => {
    const machine = gcpMachine(sku, fakeSpec({ sku, vcpu: 2 }));

    expect(machine).toMatchObject({ family: 'e2', vcpu, memoryGib: '16' });
  });

  it('needs to know how large the local disks of a machine are that has some', () => {
    const sku = 'c4-standard-288-lssd-metal';

    expect(gcpMachine(sku, fakeSpec({ sku, localSsdGib: null }))).toBeUndefined();
    expect(gcpMachine(sku, fakeSpec({ sku, localSsdGib: 750 }))).toMatchObject({ localSsdGib: 750 });
  });
});
