import * as z from 'zod';
import type { HostLook, PowerSample } from './host/host.ts';
import type { SourceProblem } from './host/source.ts';
import type { StateHour } from './states.ts';

const Count = z.number().min(0);
const Transfers = z.record(z.string(), z.object({ inBytes: Count, outBytes: Count })).nullable();

/** What the next cycle, perhaps of another process, goes on from. Stored as JSON in the scope's ledger. */
export const Cursor = z.object({
  version: z.literal(1),
  atMs: Count,
  uptimeMs: Count.nullable(),
  bootId: z.string().nullable(),
  cpu: z.object({ busy: Count, total: Count }).nullable(),
  disks: Transfers,
  interfaces: Transfers,
  power: z
    .object({
      atMs: Count,
      uptimeMs: Count.nullable(),
      watts: Count.exactOptional(),
      zones: z.record(z.string(), z.object({ microjoules: Count, rangeMicrojoules: Count })).exactOptional(),
    })
    .nullable(),
  hour: z.object({ hourStartMs: Count, activeMs: Count, idleMs: Count }).nullable(),
});
export type Cursor = z.infer<typeof Cursor>;

/** A cursor as stored; undefined: none, or one that this version cannot read. */
export function parseCursor(stored: unknown): Cursor | undefined {
  const parsed = Cursor.safeParse(stored);
  return parsed.success ? parsed.data : undefined;
}

export function toCursor(look: HostLook, power: PowerSample | null, hour: StateHour | undefined): Cursor {
  const { atMs, uptimeMs, bootId, cpu, disks, interfaces } = look;
  return {
    version: 1,
    atMs,
    uptimeMs,
    bootId,
    cpu,
    disks: disks && { ...disks },
    interfaces: interfaces && { ...interfaces },
    power: power && clonePower(power),
    hour: hour ?? null,
  };
}

function clonePower({ zones, ...sample }: PowerSample): NonNullable<Cursor['power']> {
  return zones === undefined ? sample : { ...sample, zones: { ...zones } };
}

/** An earlier look that a stretch of time may be measured from. */
export type Baseline = Pick<Cursor, 'atMs' | 'uptimeMs' | 'bootId' | 'cpu' | 'disks' | 'interfaces'>;

/** Whether the counters of two looks are of one run of the machine. */
export function isSameBoot(before: Pick<Baseline, 'bootId' | 'uptimeMs'>, now: Pick<Baseline, 'bootId' | 'uptimeMs'>): boolean {
  if (before.bootId === null || now.bootId === null || before.bootId !== now.bootId) return false;
  return before.uptimeMs === null || now.uptimeMs === null || now.uptimeMs >= before.uptimeMs;
}

/** No machine that runs this program lives before it was written. */
export const BUILD_MIN_MS = Date.UTC(2026, 0, 1);
/** Beyond this the wall clock was set; below, it was merely disciplined. */
const MAX_JUMP_MS = 60_000;

/** The clock before its time: nothing may be said of time. */
export function clockBeforeBuild(atMs: number): SourceProblem | undefined {
  if (atMs >= BUILD_MIN_MS) return undefined;
  const message = `this clock says ${new Date(atMs).toISOString()}, which is before this agent was built: no time is charged`;
  return { code: 'CLOCK_WRONG', message, hint: 'Set the clock (`timedatectl set-ntp true`).' };
}

/** The wall clock moved against the time since boot. */
export function clockJump(before: Baseline, now: Baseline): SourceProblem | undefined {
  if (before.uptimeMs === null || now.uptimeMs === null) return undefined;
  const jumpMs = now.atMs - before.atMs - (now.uptimeMs - before.uptimeMs);
  if (Math.abs(jumpMs) <= MAX_JUMP_MS) return undefined;
  const message = `the clock jumped ${jumpMs > 0 ? 'ahead' : 'back'} by ${Math.round(Math.abs(jumpMs) / 1000)} s since the last look: that stretch is unknown`;
  return { code: 'CLOCK_WRONG', message, hint: 'Keep the clock in step (`timedatectl set-ntp true`).' };
}

/**
 * Time between two looks, ms. The wall clock counts finer than the time since boot and is used while both agree; 0: none has passed, or
 * nobody can tell how much.
 */
export function elapsedBetween(before: Baseline, now: Baseline): number {
  const wallMs = now.atMs - before.atMs;
  if (before.uptimeMs === null || now.uptimeMs === null) return Math.max(0, wallMs);
  const uptimeMs = now.uptimeMs - before.uptimeMs;
  return Math.max(0, Math.abs(wallMs - uptimeMs) <= AGREEMENT_MS ? wallMs : uptimeMs);
}

const AGREEMENT_MS = 1000;
