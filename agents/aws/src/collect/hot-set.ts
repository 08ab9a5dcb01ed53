import { compareDecimals, type Decimal, type RateOf, type Resource, runningMeters } from '@openfinops/core';

/** What has started so lately is worth watching. */
const JUST_CHANGED_MS = 30 * 60_000;

/** What decides whether a machine is read at each look. */
export interface Heat {
  readonly resourceId: string;
  readonly isNew: boolean;
  /** null: not known. */
  readonly perHour: Decimal | null;
}

export function heatOf(machine: Resource, nowMs: number, rateOf: RateOf): Heat {
  const isNew = machine.startedMs !== undefined && nowMs - machine.startedMs < JUST_CHANGED_MS;
  return { resourceId: machine.id, isNew, perHour: rateOf(machine.scope, runningMeters(machine)).effectivePerHour };
}

/** So many machines that are read at each look: those just started first, then those that cost most, as far as prices are known. */
export function pickHottest<Hot extends Heat>(machines: readonly Hot[], most: number): readonly Hot[] {
  const ranked = machines.toSorted(
    (a, b) => Number(b.isNew) - Number(a.isNew) || compareRates(b.perHour, a.perHour) || (a.resourceId < b.resourceId ? -1 : 1),
  );
  return ranked.slice(0, most);
}

function compareRates(a: Decimal | null, b: Decimal | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareDecimals(a, b);
}
