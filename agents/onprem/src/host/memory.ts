import type { MemoryUse } from './host.ts';
import { parseCount, parseTable } from './parse.ts';

/** /proc/meminfo. Kernels before 3.14 have no MemAvailable: free, buffers and cache stand in for it. */
export function parseMeminfo(text: string): MemoryUse | undefined {
  const rows = parseTable(text);
  if (rows === undefined) return undefined;
  const bytesOf = (name: string): number | undefined => {
    const kibibytes = parseCount(rows.find(([label]) => label === `${name}:`)?.[1]);
    return kibibytes === undefined ? undefined : kibibytes * 1024;
  };
  const totalBytes = bytesOf('MemTotal');
  const availableBytes = bytesOf('MemAvailable') ?? sumOf([bytesOf('MemFree'), bytesOf('Buffers'), bytesOf('Cached')]);
  if (totalBytes === undefined || availableBytes === undefined || totalBytes === 0 || availableBytes > totalBytes) return undefined;
  return { totalBytes, availableBytes };
}

function sumOf(parts: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    total += part;
  }
  return total;
}
