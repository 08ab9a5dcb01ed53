import { DEFAULT_TENANT, HOUR_MS, hourOf, type JoinedCharge, type ResourceRecord, sum, type WireAllocation } from '@openfinops/core';
import { groupBy } from '../group-by.ts';
import type { Source } from './overview-data.ts';

/** How far back a resource is explained. */
export const EXPLAINED_HOURS = 24;

export interface HourOfCharges {
  readonly hourStartMs: number;
  readonly charges: readonly JoinedCharge[];
}

/** Everything that the page of one resource shows. */
export interface ResourcePageData {
  readonly nowMs: number;
  readonly resourceId: string;
  /** One of each account that knows the id; empty: charged, but never described, or not known at all. */
  readonly records: readonly ResourceRecord[];
  /** The latest first; hours without a charge are left out. */
  readonly hours: readonly HourOfCharges[];
  /** The known cost of these hours, one of each currency. */
  readonly totals: readonly { readonly currency: string; readonly knownCost: string; readonly isPartial: boolean }[];
  /** How these hours were split, the latest hour first. */
  readonly allocations: readonly WireAllocation[];
}

export async function readResourcePage({ store, clock }: Source, resourceId: string): Promise<ResourcePageData> {
  const nowMs = clock.nowMs();
  const endMs = hourOf(nowMs) + HOUR_MS;
  const window = { startMs: endMs - EXPLAINED_HOURS * HOUR_MS, endMs };
  const charges = await store.resourceCharges(DEFAULT_TENANT, resourceId, window);
  return {
    nowMs,
    resourceId,
    records: await store.resourceRecords(DEFAULT_TENANT, resourceId),
    hours: [...groupBy(charges, ({ hourStartMs }) => String(hourStartMs))].map(([hour, its]) => ({ hourStartMs: Number(hour), charges: its })),
    totals: [...groupBy(charges, ({ currency }) => currency)].map(([currency, its]) => ({
      currency,
      knownCost: sum(its.map(({ knownCost }) => knownCost)),
      isPartial: its.some(({ effectiveCost }) => effectiveCost === null),
    })),
    allocations: await store.allocations(DEFAULT_TENANT, resourceId, window),
  };
}

/** Whether anything was ever said of the resource, as far back as the page looks. */
export function isKnown({ records, hours }: ResourcePageData): boolean {
  return records.length > 0 || hours.length > 0;
}
