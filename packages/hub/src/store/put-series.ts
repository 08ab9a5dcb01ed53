import { HOUR_MS, hourOf, type TenantId, type WireSeries } from '@openfinops/core';
import type { Database } from './database.ts';
import type { ResourceNumbers } from './resource-numbers.ts';
import type { Words } from './words.ts';

/** A value: how many ms after the start of its clock hour it begins, for how many ms it stands, and what it is. */
export type Point = readonly [offsetMs: number, lengthMs: number, value: number];

export interface SeriesTable {
  put(tenant: TenantId, series: readonly WireSeries[]): void;
}

/** One row per resource, metric and hour, whatever the steps; of two values that begin at the same instant the later told wins. */
export function createSeriesTable(db: Database, words: Words, resources: ResourceNumbers): SeriesTable {
  const read = db.query<[string]>('SELECT points FROM series WHERE tenant = ? AND hour = ? AND resource = ? AND metric = ?');
  const write = db.query('INSERT OR REPLACE INTO series (tenant, hour, resource, metric, points) VALUES (?, ?, ?, ?, ?)');
  return {
    put(tenant, series) {
      for (const one of series) {
        const resourceNo = resources.ofAny(tenant, one.resource_id);
        const metricNo = words.numberOf(tenant, 'metric', metricWord(one));
        for (const [hourStartMs, points] of splitByHour(one)) {
          const key = [tenant, hourStartMs / HOUR_MS, resourceNo, metricNo];
          const known = read.get(...key)?.[0];
          write.run(...key, JSON.stringify(known === undefined ? points : mergePoints(JSON.parse(known) as Point[], points)));
        }
      }
    },
  };
}

/** The text under which a metric is numbered. */
function metricWord({ name, unit, statistic }: Pick<WireSeries, 'name' | 'unit' | 'statistic'>): string {
  return JSON.stringify([name, unit, statistic]);
}

/** Points by the start of their hour, epoch ms. A value belongs to the hour in which it begins; what was not measured is no point. */
export function splitByHour(series: Pick<WireSeries, 'start' | 'step_s' | 'values'>): Map<number, Point[]> {
  const hours = new Map<number, Point[]>();
  const stepMs = Math.max(1, Math.round(series.step_s * 1000));
  for (const [index, value] of series.values.entries()) {
    if (value === null) continue;
    const atMs = Math.round(series.start * 1000) + index * stepMs;
    const hourStartMs = hourOf(atMs);
    const points = hours.get(hourStartMs) ?? [];
    points.push([atMs - hourStartMs, stepMs, value]);
    hours.set(hourStartMs, points);
  }
  return hours;
}

/** The mean of an hour, each value weighted by how long it stood; null: nothing was measured. */
export function meanOf(points: readonly Point[]): number | null {
  let sum = 0;
  let lengthMs = 0;
  for (const [, length, value] of points) {
    sum += value * length;
    lengthMs += length;
  }
  const mean = sum / lengthMs;
  return Number.isFinite(mean) ? mean : null;
}

function mergePoints(known: readonly Point[], later: readonly Point[]): Point[] {
  const byOffset = new Map([...known, ...later].map((point) => [point[0], point]));
  return [...byOffset.values()].sort((a, b) => a[0] - b[0]);
}
