import type { Address, Estate, Machine, Run, Volume } from '../../packages/testing/src/aws/estate.ts';

/** When somebody read a listing of each service to its end, ascending. */
export interface Looks {
  readonly ec2: readonly number[];
  readonly ebs: readonly number[];
  readonly eip: readonly number[];
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

/** Between two successive looks that both saw it, not too far apart. */
function knowableAddress(address: Address, looks: readonly number[], intervalMs: number): Address[] {
  const parts: Address[] = [];
  for (const [index, atMs] of looks.entries()) {
    const before = looks[index - 1];
    if (before === undefined || atMs - before > BRIDGE_INTERVALS * intervalMs) continue;
    const isThere = address.allocatedMs <= before && (address.releasedMs === null || atMs < address.releasedMs);
    if (isThere) parts.push({ ...address, allocatedMs: before, releasedMs: atMs });
  }
  return parts;
}

function lastIn(looks: readonly number[], fromMs: number, untilMs: number): number | undefined {
  for (let index = looks.length - 1; index >= 0; index -= 1) {
    const atMs = looks[index] ?? Number.NEGATIVE_INFINITY;
    if (atMs < untilMs) return atMs >= fromMs ? atMs : undefined;
  }
  return undefined;
}
