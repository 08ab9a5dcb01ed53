import { type Allocation, compareDecimals, type Decimal, divide, HOUR_MS, hourOf, hoursOf, type Span, subtract, sum } from '@openfinops/core';

/** What a machine did with its time; together always the whole of it. */
export const MACHINE_STATES = ['active', 'allocated-idle', 'unallocated', 'faulted', 'unknown'] as const;
export type MachineState = (typeof MACHINE_STATES)[number];

/** Observed time of one clock hour by state; the rest of the hour is unknown. */
export interface StateHour {
  readonly hourStartMs: number;
  readonly activeMs: number;
  readonly idleMs: number;
}

/** One mean over a longer stretch says little of its parts: they stay unknown. */
const MAX_STRETCH_MS = 2 * HOUR_MS;
/** Hours that are still told after a long silence. */
const MAX_HOURS = 24;

/** A machine without a scheduler is always allocated: it works, or it idles. */
export function stateOf(cpuUtilizationRatio: number | null, idleThresholdRatio: number): MachineState {
  if (cpuUtilizationRatio === null) return 'unknown';
  return cpuUtilizationRatio >= idleThresholdRatio ? 'active' : 'allocated-idle';
}

/**
 * The hours from the one remembered until now, with a stretch added.
 * @param known the hour that was open at the last look; undefined: none
 * @param stretch what was observed since, in one state
 */
export function addStretch(known: StateHour | undefined, stretch: Span, state: MachineState): StateHour[] {
  const nowHourMs = hourOf(stretch.toMs - 1);
  const firstMs = Math.max(Math.min(known?.hourStartMs ?? nowHourMs, hourOf(stretch.fromMs)), nowHourMs - (MAX_HOURS - 1) * HOUR_MS);
  const isObserved = stretch.toMs - stretch.fromMs <= MAX_STRETCH_MS;
  return hoursOf({ fromMs: firstMs, toMs: stretch.toMs }).map((hourStartMs) => {
    const before = known?.hourStartMs === hourStartMs ? known : { hourStartMs, activeMs: 0, idleMs: 0 };
    const insideMs = isObserved ? Math.max(0, Math.min(stretch.toMs, hourStartMs + HOUR_MS) - Math.max(stretch.fromMs, hourStartMs)) : 0;
    return {
      hourStartMs,
      activeMs: before.activeMs + (state === 'active' ? insideMs : 0),
      idleMs: before.idleMs + (state === 'allocated-idle' ? insideMs : 0),
    };
  });
}

/**
 * How an hour's cost is split by state: one share for each state, exactly 1 together, of the hour's time until `nowMs`. Every state is told each time,
 * so that a later word replaces the whole of an earlier one.
 */
export function stateAllocations(resourceId: string, hour: StateHour, nowMs: number): Allocation[] {
  const elapsedMs = Math.min(nowMs, hour.hourStartMs + HOUR_MS) - hour.hourStartMs;
  if (elapsedMs <= 0) return [];
  const shares = sharesOf(hour, elapsedMs);
  return MACHINE_STATES.map((id) => ({
    resourceId,
    hourStartMs: hour.hourStartMs,
    target: { kind: 'state', id },
    share: shares[id],
    basis: 'state',
  }));
}

function sharesOf({ activeMs, idleMs }: StateHour, elapsedMs: number): Record<MachineState, Decimal> {
  const wholeMs = String(Math.max(elapsedMs, activeMs + idleMs));
  const active = divide(String(activeMs), wholeMs);
  const idle = divide(String(idleMs), wholeMs);
  if (elapsedMs > activeMs + idleMs)
    return { active, 'allocated-idle': idle, unallocated: '0', faulted: '0', unknown: subtract('1', sum([active, idle])) };
  if (compareDecimals(active, idle) >= 0)
    return { active: subtract('1', idle), 'allocated-idle': idle, unallocated: '0', faulted: '0', unknown: '0' };
  return { active, 'allocated-idle': subtract('1', active), unallocated: '0', faulted: '0', unknown: '0' };
}
