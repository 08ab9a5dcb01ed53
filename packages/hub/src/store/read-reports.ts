import { type FindingRecord, HOUR_MS, hourOf, type Store, type WireAllocation, type WireFinding } from '@openfinops/core';
import type { Database } from './database.ts';

/** What agents conclude beside the money: how hours are split, and what is wasted. */
export function createReportReader(db: Database): Pick<Store, 'findings' | 'allocations'> {
  const findings = db.query<[finding: string, reportedMs: number, name: string | null]>(`
    SELECT finding, timestamp_ms, resources.record ->> 'name' FROM findings JOIN resources ON resources.no = findings.resource
    WHERE findings.tenant = ? AND timestamp_ms >= ? ORDER BY timestamp_ms DESC, findings.resource, rule LIMIT ?`);
  /** The order of a cross join is kept: from the resource and the hours asked for, by the key of the allocation. */
  const allocations = db.query<[number, string, string, string]>(`
    SELECT allocations.hour, basis, target, share FROM resources CROSS JOIN json_each(?) AS asked CROSS JOIN allocations
    ON allocations.tenant = resources.tenant AND allocations.hour = asked.value AND resource = resources.no
    WHERE resources.tenant = ? AND resources.id = ? ORDER BY allocations.hour DESC, basis, target`);
  return {
    async findings(tenant, sinceMs, limit) {
      return findings
        .all(tenant, sinceMs, limit)
        .map(([finding, reportedMs, resourceName]): FindingRecord => ({ finding: JSON.parse(finding) as WireFinding, resourceName, reportedMs }));
    },
    async allocations(tenant, resourceId, { startMs, endMs }) {
      return allocations.all(JSON.stringify(hourNumbers(startMs, endMs)), tenant, resourceId).map(([hour, basis, target, share]): WireAllocation => {
        const [kind, id] = JSON.parse(target) as [string, string];
        return { resource_id: resourceId, hour: (hour * HOUR_MS) / 1000, basis, target: { kind, id }, share };
      });
    },
  };
}

/** The clock hours that start in a window, counted since the epoch. */
export function hourNumbers(startMs: number, endMs: number): number[] {
  const numbers: number[] = [];
  for (let atMs = hourOf(startMs + HOUR_MS - 1); atMs < endMs; atMs += HOUR_MS) numbers.push(atMs / HOUR_MS);
  return numbers;
}
