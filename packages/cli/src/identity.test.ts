import { describe, expect, it } from 'vitest';
import { createIdentity } from './identity.ts';
import type { AnyConfig } from './settings.ts';

const INFO = { accountId: 'rack7', region: 'global', hostname: 'host-1', notices: [] };
const MACHINE_ID = '0123456789abcdef0123456789abcdef';

function filesWith(texts: Readonly<Record<string, string>>) {
  const readText = async (path: string): Promise<string> => {
    const text = texts[path];
    if (text === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
    return text;
  };
  const refuse = async (): Promise<never> => {
    throw new Error('nobody should ask');
  };
  return { files: { readText, list: refuse, realpath: refuse, space: refuse } };
}

async function agentIdOf(of: { config?: object; keptId?: string | null; texts?: Readonly<Record<string, string>> }): Promise<string> {
  const config = { onprem: { root: '/' }, ...of.config } as unknown as AnyConfig;
  const identity = await createIdentity({ id: 'onprem', info: INFO, config, keptId: of.keptId ?? null, ports: filesWith(of.texts ?? {}) });
  return identity.agentId;
}

describe('createIdentity', () => {
  it('takes the configured id before the kept one', async () => {
    expect(await agentIdOf({ config: { agentId: 'mine' }, keptId: 'kept' })).toBe('mine');
  });

  it('takes the kept id before it makes one', async () => {
    expect(await agentIdOf({ keptId: 'kept' })).toBe('kept');
  });

  it('makes the id of a machine from its hashed machine id', async () => {
    // printf openfinops:0123456789abcdef0123456789abcdef | sha256sum; printf '[]' | sha256sum
    expect(await agentIdOf({ texts: { '/etc/machine-id': `${MACHINE_ID}\n` } })).toBe('onprem-56f180a918c6-4f53cda1');
  });

  it('reads the machine id of the root that it looks at', async () => {
    const here = await agentIdOf({ texts: { '/etc/machine-id': `${MACHINE_ID}\n` } });
    const mounted = await agentIdOf({
      config: { onprem: { root: '/host' } },
      texts: { '/etc/machine-id': 'f'.repeat(32), '/host/var/lib/dbus/machine-id': MACHINE_ID },
    });

    expect(mounted).toBe(here);
  });

  it('tells the shards of one machine apart', async () => {
    const shards = [
      { index: 1, count: 2 },
      { index: 2, count: 2 },
    ];

    const ids = await Promise.all(shards.map((shard) => agentIdOf({ config: { shard } })));

    expect(new Set([...ids, await agentIdOf({})]).size).toBe(3);
  });
});
