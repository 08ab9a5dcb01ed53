import { chargeId } from '@openfinops/core';

/**
 * What the agent under test looks at: machines that never rest, in a world whose time runs ahead of ours and is a pure function of it, so that
 * every look closes hours and every life of a killed agent finds the same world, only later.
 */
export interface WorldSpec {
  /** Our time at which it began, epoch ms. */
  readonly beganMs: number;
  /** This machine's monotonic clock then. */
  readonly beganMonotonicMs: number;
  /** Its time hangs on that clock, and not on the wall clock of whoever looks, which may be wrong. */
  readonly keepsTime: boolean;
  /** Its own time then: the start of a clock hour. */
  readonly startMs: number;
  /** Its ms for one of ours. */
  readonly speed: number;
  readonly scopes: number;
  readonly machinesPerScope: number;
}

export interface WorldMachine {
  readonly scope: string;
  readonly id: string;
}

export const HOUR_MS = 3_600_000;
export const WORLD_ACCOUNT = '123456789012';
export const WORLD_SKU = 'm5.xlarge';
/** US dollars an hour. */
export const WORLD_PRICE = '0.192';
/** How the agent learns of the world. */
export const WORLD_VARIABLE = 'OPENFINOPS_FAULTS_WORLD';
/** Names a file that makes the agent's event loop stand still. */
export const STALL_VARIABLE = 'OPENFINOPS_FAULTS_STALL';

/** A world that begins now. */
export function beginWorld(parts: Partial<WorldSpec> = {}): WorldSpec {
  const beganMs = Date.now();
  const began = { beganMs, beganMonotonicMs: machineMonotonicMs(), startMs: Math.floor(beganMs / HOUR_MS) * HOUR_MS };
  return { ...began, keepsTime: false, speed: 36_000, scopes: 2, machinesPerScope: 3, ...parts };
}

/** Ms that this machine has been up: the same in every process, whatever wall clock each of them is given. */
function machineMonotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/** Our time as the world knows it, epoch ms. @param nowMs the wall clock of whoever asks */
export function ourTimeMs({ keepsTime, beganMs, beganMonotonicMs }: WorldSpec, nowMs: () => number): number {
  return keepsTime ? beganMs + machineMonotonicMs() - beganMonotonicMs : nowMs();
}

/** Its time at an instant of ours, whole ms. */
export function worldTimeMs({ beganMs, startMs, speed }: WorldSpec, ourMs: number): number {
  return Math.floor(startMs + Math.max(0, ourMs - beganMs) * speed);
}

/** Since when its machines run: before anything that a first look can claim. */
export function worldBirthMs({ startMs }: WorldSpec): number {
  return startMs - 48 * HOUR_MS;
}

export function machinesOf(scope: string, { machinesPerScope }: WorldSpec): WorldMachine[] {
  return Array.from({ length: machinesPerScope }, (_, no) => ({ scope, id: `${scope}/machine-${no}` }));
}

export function scopesOf({ scopes }: WorldSpec): string[] {
  return Array.from({ length: scopes }, (_, no) => `world/${WORLD_ACCOUNT}/region-${no}/ec2`);
}

export interface TrueCharge extends WorldMachine {
  readonly chargeId: string;
  readonly hourStartMs: number;
}

/** What its machines cost in the hours that begin in `[fromMs, toMs)`: each of them `WORLD_PRICE`, by charge id. */
export function chargesOf(spec: WorldSpec, fromMs: number, toMs: number): Map<string, TrueCharge> {
  const charges = new Map<string, TrueCharge>();
  for (const machine of scopesOf(spec).flatMap((scope) => machinesOf(scope, spec))) {
    for (let hourStartMs = fromMs; hourStartMs < toMs; hourStartMs += HOUR_MS) {
      const identity = { provider: 'world', accountId: WORLD_ACCOUNT, resourceId: machine.id, meter: 'compute', hourStartMs } as const;
      charges.set(chargeId(identity), { ...machine, chargeId: chargeId(identity), hourStartMs });
    }
  }
  return charges;
}
