import { parseTable } from './parse.ts';

/** /proc/uptime: time since boot in ms, time asleep included. */
export function parseUptime(text: string): number | undefined {
  const seconds = parseTable(text)?.[0]?.[0] ?? '';
  return /^\d{1,12}(\.\d+)?$/.test(seconds) ? Math.round(Number(seconds) * 1000) : undefined;
}

/** /proc/sys/kernel/random/boot_id. */
export function parseBootId(text: string): string | undefined {
  const id = text.trim().toLowerCase();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined;
}
