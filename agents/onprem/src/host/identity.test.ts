import { createFakeFiles } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { hashMachine, readHostname, readIdentity } from './identity.ts';

const ID = '0123456789abcdef0123456789abcdef';
const UUID = '4c4c4544-0042-3510-8053-b4c04f4a4d32';

it('hashes the machine id with our name before it', () => {
  expect(hashMachine(ID)).toBe('56f180a918c6');
});

describe('who the machine is', () => {
  it.each<{ by: string; tree: Record<string, string>; id: string; codes: string[] }>([
    { by: 'its machine id', tree: { '/etc/machine-id': `${ID}\n`, '/sys/class/dmi/id/product_uuid': `${UUID}\n` }, id: ID, codes: [] },
    { by: 'its machine id in capitals', tree: { '/etc/machine-id': ID.toUpperCase() }, id: ID, codes: [] },
    { by: 'D-Bus’s copy', tree: { '/var/lib/dbus/machine-id': ID }, id: ID, codes: [] },
    { by: 'its SMBIOS UUID', tree: { '/sys/class/dmi/id/product_uuid': UUID }, id: UUID, codes: [] },
    {
      by: 'its SMBIOS UUID, as its image never booted',
      tree: { '/etc/machine-id': 'uninitialized\n', '/sys/class/dmi/id/product_uuid': UUID },
      id: UUID,
      codes: ['SOURCE_GARBLED'],
    },
    { by: 'its host name', tree: {}, id: 'node-7', codes: ['SOURCE_MISSING'] },
    {
      by: 'its host name, as the id is all zeros',
      tree: { '/etc/machine-id': '0'.repeat(32) },
      id: 'node-7',
      codes: ['SOURCE_GARBLED', 'SOURCE_MISSING'],
    },
    {
      by: 'its host name, as the UUID is its maker’s',
      tree: { '/sys/class/dmi/id/product_uuid': '03000200-0400-0500-0006-000700080009' },
      id: 'node-7',
      codes: ['SOURCE_GARBLED', 'SOURCE_MISSING'],
    },
  ])('by $by', async ({ tree, id, codes }) => {
    const identity = await readIdentity(createFakeFiles(tree), '/', 'node-7');

    expect(identity.machine).toBe(hashMachine(id));
    expect(identity.problems.map((problem) => problem.code)).toEqual(codes);
    expect(JSON.stringify(identity)).not.toContain(ID);
  });
});

describe('the machine’s name', () => {
  const files = createFakeFiles({
    '/proc/sys/kernel/hostname': 'live\n',
    '/etc/hostname': 'file\n',
    '/host/proc/sys/kernel/hostname': 'container\n',
    '/host/etc/hostname': 'node-7\n',
    '/odd/etc/hostname': '\u0007\n',
  });

  it.each([
    { root: '/', name: 'live' },
    { root: '/host', name: 'node-7' },
    { root: '/nowhere', name: 'fallback' },
    { root: '/odd', name: 'fallback' },
  ])('is $name under $root', async ({ root, name }) => {
    expect(await readHostname(files, root, () => 'fallback')).toBe(name);
  });
});
