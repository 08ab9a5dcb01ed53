import type { Files, Ports, ProviderInfo, Sender } from '@openfinops/core';
import { makeAgentId } from '@openfinops/runtime';
import type { AnyConfig } from './settings.ts';
import { VERSION } from './version.ts';

/** Where systemd and D-Bus keep the machine's id. */
const MACHINE_ID_FILES = ['etc/machine-id', 'var/lib/dbus/machine-id'];

/** Who sends: the configured id, else the one that is kept, else the one that would be made (WIRE.md). */
export async function createIdentity(of: {
  readonly id: string;
  readonly info: ProviderInfo;
  readonly config: AnyConfig;
  readonly keptId: string | null;
  readonly ports: Pick<Ports, 'files'>;
}): Promise<Sender> {
  const { id, info, config, keptId, ports } = of;
  const agentId = config.agentId ?? keptId ?? (await formulaId(id, info, config, ports.files));
  return { agentId, hostname: info.hostname, provider: id, region: info.region, version: VERSION };
}

async function formulaId(id: string, info: ProviderInfo, config: AnyConfig, files: Files): Promise<string> {
  const section = (config as Readonly<Record<string, unknown>>)[id] as { readonly root?: string } | undefined;
  const machineId = (await readMachineId(section?.root ?? '/', files)) ?? info.hostname;
  const shard = config.shard === undefined ? {} : { shard: config.shard };
  return makeAgentId({ provider: id, accountId: null, machineId, selection: [], ...shard });
}

async function readMachineId(root: string, files: Files): Promise<string | undefined> {
  for (const path of MACHINE_ID_FILES) {
    const text = await files.readText(`${root.replace(/\/$/, '')}/${path}`).catch(() => '');
    if (/^[0-9a-f]{32}\s*$/.test(text)) return text.trim();
  }
  return undefined;
}
