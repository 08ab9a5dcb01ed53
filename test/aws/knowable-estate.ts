import type { Address, Estate, Host, Machine, Reservation, Run, Volume } from '../../packages/testing/src/aws/estate.ts';

/** When somebody read a listing of each service to its end, ascending. */
export interface Looks {
  readonly ec2: readonly number[];
  readonly ebs: readonly number[];
  readonly eip: readonly number[];
  /** When something of EC2 was listed, be it without its machines. */
  readonly ec2Begun: readonly number[];
}

const HOUR_MS = 3_600_000;
/** A terminated machine is listed so long. */
const TERMINATED_LISTED_MS = HOUR_MS;
/** Spot that EC2 takes back within it costs nothing. */
const SPOT_FREE_MS = HOUR_MS;
const BRIDGE_INTERVALS = 2.5;

/**
 * The estate as far as these looks can tell, by what AWS says and nothing else: when a machine last started, and when it last stopped; when a disk
 * was created; of an address that it was there. Its bill is what an agent can know.
 */
export function knowableEstate(estate: Estate, looks: Looks, intervalMs: number): Estate {
  return {
    ...estate,
    machines: estate.machines.flatMap((machine) => knowableMachine(machine, looks.ec2)),
    volumes: estate.volumes.flatMap((volume) => knowableVolume(volume, looks.ebs)),
    addresses: estate.addresses.flatMap((address) => knowableAddress(address, looks.eip, intervalMs)),
    reservations: estate.reservations.flatMap((reservation) => knowableReservation(reservation, looks.ec2Begun, intervalMs)),
    hosts: estate.hosts.flatMap((host) => knowableHost(host, looks.ec2Begun)),
  };
}

function knowableMachine(machine: Machine, looks: readonly number[]): Machine[] {
  const runs: Run[] = [];
  let isInterrupted = machine.isInterrupted;
  for (const [index, run] of machine.runs.entries()) {
    const untilMs =
      machine.runs[index + 1]?.fromMs ?? (machine.terminatedMs === null ? Number.POSITIVE_INFINITY : machine.terminatedMs + TERMINATED_LISTED_MS);
    const last = lastIn(looks, run.fromMs, untilMs);
    if (last === undefined) continue;
    if (run.toMs !== null && run.toMs <= last) {
      runs.push(run);
      continue;
    }
    // Seen running only: until then. Spot in its first hour may still turn out to be free.
    if (machine.purchase === 'spot' && last - run.fromMs < SPOT_FREE_MS) continue;
    runs.push({ ...run, toMs: last });
    isInterrupted = false;
  }
  return runs.length === 0 ? [] : [{ ...machine, runs, isInterrupted }];
}

/** Between the first and the last look that saw it: what it was before the first is a guess. */
function knowableVolume(volume: Volume, looks: readonly number[]): Volume[] {
  const seen = looks.filter((atMs) => volume.createdMs <= atMs && (volume.deletedMs === null || atMs < volume.deletedMs));
  const [first] = seen;
  const last = seen.at(-1);
  return first === undefined || last === undefined ? [] : [{ ...volume, createdMs: first, deletedMs: last }];
}

function knowableAddress(address: Address, looks: readonly number[], intervalMs: number): Address[] {
  const { allocatedMs, releasedMs } = address;
  return bridged(looks, intervalMs, allocatedMs, releasedMs).map(([fromMs, toMs]) => ({ ...address, allocatedMs: fromMs, releasedMs: toMs }));
}

/** The time between two successive looks that both saw it, not too far apart. */
function bridged(looks: readonly number[], intervalMs: number, fromMs: number, toMs: number | null): [fromMs: number, toMs: number][] {
  const parts: [number, number][] = [];
  for (const [index, atMs] of looks.entries()) {
    const before = looks[index - 1];
    if (before === undefined || atMs - before > BRIDGE_INTERVALS * intervalMs) continue;
    if (fromMs <= before && (toMs === null || atMs < toMs)) parts.push([before, atMs]);
  }
  return parts;
}

/** Between two successive looks, as an address: AWS does not say since when its slots stand empty. */
function knowableReservation(reservation: Reservation, looks: readonly number[], intervalMs: number): Reservation[] {
  const { createdMs, cancelledMs } = reservation;
  return bridged(looks, intervalMs, createdMs, cancelledMs).map(([fromMs, toMs]) => ({ ...reservation, createdMs: fromMs, cancelledMs: toMs }));
}

/** Since it was allocated, until the last look that saw it. */
function knowableHost(host: Host, looks: readonly number[]): Host[] {
  const last = lastIn(looks, host.allocatedMs, host.releasedMs ?? Number.POSITIVE_INFINITY);
  return last === undefined ? [] : [{ ...host, releasedMs: last }];
}

function lastIn(looks: readonly number[], fromMs: number, untilMs: number): number | undefined {
  for (let index = looks.length - 1; index >= 0; index -= 1) {
    const atMs = looks[index] ?? Number.NEGATIVE_INFINITY;
    if (atMs < untilMs) return atMs >= fromMs ? atMs : undefined;
  }
  return undefined;
}
