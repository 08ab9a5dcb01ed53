import type { Address, Estate, EstateRegion, Host, Machine, Reservation, Snapshot, Volume } from './estate.ts';

/** One region of the estate at one instant: what a call sees. */
export interface Place {
  readonly estate: Estate;
  readonly nowMs: number;
  readonly region: EstateRegion;
  readonly machines: readonly Machine[];
  readonly volumes: readonly Volume[];
  readonly addresses: readonly Address[];
  readonly snapshots: readonly Snapshot[];
  readonly reservations: readonly Reservation[];
  readonly hosts: readonly Host[];
}

/** The estate by region, in the order in which it was made. undefined: no such region. */
export function indexEstate(estate: Estate): (region: string, nowMs: number) => Place | undefined {
  const machines = byRegion(estate.machines);
  const volumes = byRegion(estate.volumes);
  const addresses = byRegion(estate.addresses);
  const snapshots = byRegion(estate.snapshots);
  const reservations = byRegion(estate.reservations);
  const hosts = byRegion(estate.hosts);
  return (name, nowMs) => {
    const region = estate.regions.find((one) => one.name === name);
    if (region === undefined) return undefined;
    return {
      estate,
      nowMs,
      region,
      machines: machines.get(name) ?? [],
      volumes: volumes.get(name) ?? [],
      addresses: addresses.get(name) ?? [],
      snapshots: snapshots.get(name) ?? [],
      reservations: reservations.get(name) ?? [],
      hosts: hosts.get(name) ?? [],
    };
  };
}

function byRegion<T extends { readonly region: string }>(all: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(one.region);
    if (group === undefined) groups.set(one.region, [one]);
    else group.push(one);
  }
  return groups;
}
