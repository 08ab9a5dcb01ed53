import { formatDuration, UNKNOWN } from '../../render/format-numbers.ts';

/** `0 B`, `812 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** How long ago; unknown stays unknown. A time ahead of this clock is now. */
export function formatAge(atMs: number | null, nowMs: number): string {
  return atMs === null ? UNKNOWN : formatDuration(Math.max(0, Math.round((nowMs - atMs) / 1000)));
}

/** `2026-11-21 12:00:00Z`; unknown stays unknown. */
export function formatTime(atMs: number | null): string {
  return atMs === null ? UNKNOWN : `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** ISO 8601 for JSON. */
export function timeToJson(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
