import type { Capacity, PriceAttributes, Resource, ScopeId } from '@openfinops/core';
import type { Dmi } from './host/dmi.ts';
import type { ContainerLimits, HostLook, Inventory } from './host/host.ts';
import type { Hosting } from './hosting.ts';

export interface MachineInput {
  readonly scope: ScopeId;
  readonly name: string;
  readonly platform: string;
  readonly inventory: Inventory;
  readonly hosting: Hosting;
  readonly look: HostLook;
  readonly sku: string;
  readonly sightings: Resource['sightings'];
}

/** The machine as a resource. Fields are allow-listed: no serial number, no machine id, no user data. */
export function toResource(input: MachineInput): Resource {
  const { inventory, hosting, look } = input;
  const zone = hosting.machine?.zone ?? null;
  return {
    id: `onprem://${inventory.machine}/host`,
    scope: input.scope,
    kind: 'machine',
    name: input.name,
    ...(zone === null ? {} : { zone }),
    sku: input.sku,
    state: 'running',
    ...(look.bootMs === null ? {} : { startedMs: look.bootMs }),
    purchase: hosting.kind === 'owned' ? 'owned' : 'unknown',
    attributes: {
      os: input.platform,
      arch: inventory.arch,
      ...hostingAttributes(hosting),
      ...makeOf(inventory.dmi),
      ...limitAttributes(inventory.limits),
    },
    capacity: capacityOf(look),
    sightings: input.sightings,
    tags: {},
  };
}

/** What the price list calls the machine: its instance type, the model that its maker gave it, else its make-up. */
export function skuOf(inventory: Inventory, hosting: Hosting, vcpus: number | null): string {
  const makeUp = vcpus === null ? inventory.arch : `${inventory.arch} ${vcpus} vCPU`;
  return hosting.machine?.instanceType ?? inventory.dmi?.product ?? makeUp;
}

function hostingAttributes({ kind, cloud, machine }: Hosting): PriceAttributes {
  const known = { cloud, instanceType: machine?.instanceType, instanceId: machine?.instanceId, lifecycle: machine?.lifecycle };
  const attributes: Record<string, string> = { hosting: kind };
  for (const [name, value] of Object.entries(known)) if (typeof value === 'string') attributes[name] = value;
  return attributes;
}

function makeOf(dmi: Dmi | null): PriceAttributes {
  return dmi?.vendor == null ? {} : { vendor: dmi.vendor };
}

function limitAttributes({ cpus, memoryBytes }: ContainerLimits): PriceAttributes {
  return {
    ...(cpus === undefined ? {} : { 'cgroup.cpu_limit': String(cpus) }),
    ...(memoryBytes === undefined ? {} : { 'cgroup.memory_limit_bytes': String(memoryBytes) }),
  };
}

function capacityOf({ vcpus, memory, fileSystem }: HostLook): Capacity {
  return {
    ...(vcpus === null ? {} : { vcpus }),
    ...(memory === null ? {} : { memoryBytes: memory.totalBytes }),
    ...(fileSystem === null ? {} : { storageBytes: fileSystem.sizeBytes }),
  };
}
