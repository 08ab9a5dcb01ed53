import { compareDecimals, type Pacer, type RateOf, type Resource, runningMeters } from '@openfinops/core';

/** What has started so lately is worth watching. */
const JUST_CHANGED_MS = 30 * 60_000;

/** The ids of so many machines that are read at each look: those just started first, then those that cost most, as far as prices are known. */
export async function pickHotSet(
  machines: Iterable<Resource>,
  most: number,
  { nowMs, rateOf, pacer }: { readonly nowMs: number; readonly rateOf: RateOf | undefined; readonly pacer: Pacer },
): Promise<ReadonlySet<string>> {
  if (most === 0) return new Set();
  const ranked: { readonly id: string; readonly isNew: boolean; readonly perHour: string | null }[] = [];
  for (const machine of machines) {
    const isNew = machine.startedMs !== undefined && nowMs - machine.startedMs < JUST_CHANGED_MS;
    const perHour = rateOf?.(machine.scope, runningMeters(machine)).effectivePerHour ?? null;
    ranked.push({ id: machine.id, isNew, perHour });
    await pacer.pace();
  }
  ranked.sort((a, b) => Number(b.isNew) - Number(a.isNew) || compareRates(b.perHour, a.perHour) || (a.id < b.id ? -1 : 1));
  return new Set(ranked.slice(0, most).map(({ id }) => id));
}

function compareRates(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareDecimals(a, b);
}
