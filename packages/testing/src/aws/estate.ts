import type { HostFamily, Platform, VolumeType } from './price-book.ts';

/** What there is in the made-up account, and since when: the truth that the emulator serves and bills. All instants are whole seconds, as AWS tells them. */
export interface Estate {
  readonly seed: number;
  readonly accountId: string;
  readonly regions: readonly EstateRegion[];
  readonly machines: readonly Machine[];
  readonly volumes: readonly Volume[];
  readonly addresses: readonly Address[];
  readonly snapshots: readonly Snapshot[];
  readonly reservations: readonly Reservation[];
  readonly hosts: readonly Host[];
}

export interface EstateRegion {
  readonly name: string;
  readonly zones: readonly string[];
  /** Calls to it are refused until somebody opts in. */
  readonly isEnabled: boolean;
}

/** From a start to the next stop. The first one of a machine begins at its launch. */
export interface Run {
  readonly fromMs: number;
  /** null: it goes on. */
  readonly toMs: number | null;
  readonly instanceType: string;
}

export interface Machine {
  readonly instanceId: string;
  readonly region: string;
  readonly zone: string;
  readonly name: string;
  /** Ascending, apart; at least one. */
  readonly runs: readonly Run[];
  /** At the end of its last run or later; null: it is kept. */
  readonly terminatedMs: number | null;
  /** EC2 took it back, rather than its owner. */
  readonly isInterrupted: boolean;
  readonly purchase: 'on-demand' | 'spot';
  readonly platform: Platform;
  readonly detailedMonitoring: boolean;
  /** Held while it runs; a stop gives it back. */
  readonly publicIp: string | null;
  readonly volumeIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** The CloudWatch agent in it reports memory. */
  readonly hasAgent: boolean;
}

export interface Volume {
  readonly volumeId: string;
  readonly region: string;
  readonly zone: string;
  readonly type: VolumeType;
  readonly sizeGib: number;
  readonly iops: number;
  readonly throughputMibps: number;
  readonly createdMs: number;
  readonly deletedMs: number | null;
  readonly instanceId: string | null;
}

export interface Address {
  readonly allocationId: string;
  readonly region: string;
  readonly publicIp: string;
  readonly allocatedMs: number;
  readonly releasedMs: number | null;
  readonly instanceId: string | null;
}

export interface Snapshot {
  readonly snapshotId: string;
  readonly region: string;
  readonly volumeId: string;
  readonly sizeGib: number;
  readonly startedMs: number;
  readonly deletedMs: number | null;
}

/** Capacity held on demand: machines in it pay for their slots, its owner for the others. */
export interface Reservation {
  readonly reservationId: string;
  readonly region: string;
  readonly zone: string;
  readonly instanceType: string;
  readonly platform: Platform;
  readonly slots: number;
  readonly unusedSlots: number;
  readonly createdMs: number;
  readonly cancelledMs: number | null;
}

/** A machine held whole, whatever runs on it. */
export interface Host {
  readonly hostId: string;
  readonly region: string;
  readonly zone: string;
  readonly family: HostFamily;
  readonly allocatedMs: number;
  readonly releasedMs: number | null;
}

export type MachineState = 'running' | 'stopped' | 'terminated';

/** A terminated machine stays listed for about an hour. */
const TERMINATED_LISTED_MS = 3_600_000;

/** A machine at one instant. null: it is not listed (not yet, or no longer). */
export interface MachineMoment {
  readonly state: MachineState;
  /** The run that goes on, or the last one. */
  readonly run: Run;
}

export function machineAt(machine: Machine, atMs: number): MachineMoment | null {
  const run = lastRunOf(machine, atMs);
  if (run === undefined) return null;
  if (machine.terminatedMs !== null && machine.terminatedMs <= atMs) {
    return atMs < machine.terminatedMs + TERMINATED_LISTED_MS ? { state: 'terminated', run } : null;
  }
  return { state: run.toMs === null || atMs < run.toMs ? 'running' : 'stopped', run };
}

/** Is it there at this instant? */
export function existsAt(atMs: number, fromMs: number, toMs: number | null): boolean {
  return fromMs <= atMs && (toMs === null || atMs < toMs);
}

function lastRunOf({ runs }: Machine, atMs: number): Run | undefined {
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const run = runs[index];
    if (run !== undefined && run.fromMs <= atMs) return run;
  }
  return undefined;
}
