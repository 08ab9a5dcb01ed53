import type { Ports } from '@openfinops/core';
import type { Dmi } from './host/dmi.ts';
import { cloudOf } from './host/dmi.ts';
import { type CloudMachine, type MetadataCloud, readCloudMachine } from './host/metadata.ts';

/** Whether the machine is charged here, or is somebody's virtual machine that a cloud agent charges. */
export interface Hosting {
  readonly kind: 'owned' | 'cloud';
  /** `aws`, `azure`, `gcp`, or another cloud that the firmware names; null: owned, or a cloud nobody can name. */
  readonly cloud: string | null;
  /** What its metadata service said; null: nothing was asked, or nothing answered. */
  readonly machine: CloudMachine | null;
  /** How it was decided, for the first line; null: the operator said so. */
  readonly notice: string | null;
}

export interface HostingOptions {
  readonly hosting: 'auto' | 'owned' | 'cloud';
  readonly dmi: Dmi | null;
  readonly ports: Pick<Ports, 'http' | 'clock'>;
  /** Of the metadata services. */
  readonly baseUrl?: string;
}

/**
 * DMI decides where there is one, without a packet sent; else the metadata services are asked, for half a second. `owned` asks nobody, and
 * `cloud` asks the one service that DMI names.
 */
export async function decideHosting({ hosting, dmi, ports, baseUrl }: HostingOptions): Promise<Hosting> {
  const ask = (clouds?: readonly MetadataCloud[]) =>
    readCloudMachine({
      http: ports.http,
      clock: ports.clock,
      ...(clouds === undefined ? {} : { clouds }),
      ...(baseUrl === undefined ? {} : { baseUrl }),
    });
  const cloud = dmi === null ? null : cloudOf(dmi);
  const askNamed = () => (isMetadataCloud(cloud) ? ask([cloud]) : null);

  if (hosting === 'owned') return { kind: 'owned', cloud: null, machine: null, notice: null };
  if (hosting === 'cloud') return { kind: 'cloud', cloud, machine: await askNamed(), notice: null };
  if (cloud !== null) return { kind: 'cloud', cloud, machine: await askNamed(), notice: viewNotice(cloud, 'DMI says') };
  if (dmi !== null) return { kind: 'owned', cloud: null, machine: null, notice: 'hosting auto: owned, as DMI names no cloud.' };
  const machine = await ask();
  if (machine !== null) return { kind: 'cloud', cloud: machine.cloud, machine, notice: viewNotice(machine.cloud, 'its metadata service says') };
  return {
    kind: 'owned',
    cloud: null,
    machine: null,
    notice: 'hosting auto: owned, as there is no DMI and no metadata service answered. `--hosting owned` asks nobody.',
  };
}

function viewNotice(cloud: string, who: string): string {
  return `hosting auto: cloud, as ${who} ${cloud}. The machine is a view: its cloud agent charges it.`;
}

function isMetadataCloud(cloud: string | null): cloud is MetadataCloud {
  return cloud === 'aws' || cloud === 'azure' || cloud === 'gcp';
}
