import type { Files } from '@openfinops/core';
import type { FileSystemUse, Transfer } from './host.ts';
import { parseCounts, parseTable } from './parse.ts';
import { missing, type Sourced, under } from './source.ts';

/** The kernel counts 512-byte sectors whatever the disk's own are (Documentation/admin-guide/iostats.rst). */
const SECTOR_BYTES = 512;

/** Memory, removable media, and devices made of other devices, whose bytes are counted below. */
const NOT_A_DISK = /^(z?ram|loop|fd|sr|nbd|dm-|md)\d/;

/**
 * /proc/diskstats: bytes read and written of each whole physical disk. One line that makes no sense spoils the file: a disk that is missing from
 * a sum is a wrong sum.
 */
export function parseDiskstats(text: string): Record<string, Transfer> | undefined {
  const rows = parseTable(text);
  if (rows === undefined) return undefined;
  const names = new Set(rows.map((row) => row[2] ?? ''));
  const disks: Record<string, Transfer> = {};
  for (const [, , name = '', ...fields] of rows) {
    const counts = parseCounts(fields.slice(0, 11));
    if (counts === undefined || counts.length < 11) return undefined;
    if (NOT_A_DISK.test(name) || isPartition(name, names)) continue;
    const [, , sectorsRead = 0, , , , sectorsWritten = 0] = counts;
    disks[name] = { inBytes: sectorsRead * SECTOR_BYTES, outBytes: sectorsWritten * SECTOR_BYTES };
  }
  return disks;
}

/** sda1 of sda, nvme0n1p2 of nvme0n1; a lone xvda1, as some clouds attach it, is a disk. */
function isPartition(name: string, names: ReadonlySet<string>): boolean {
  const parent = name.replace(/p?\d+$/, '');
  return parent !== name && names.has(parent);
}

/** The file system that holds the root, as `df` sees it. */
export async function readFileSystem(files: Files, root: string): Promise<Sourced<FileSystemUse>> {
  const path = under(root, '/');
  try {
    const { sizeBytes, freeBytes, availableBytes } = await files.space(path);
    if (sizeBytes > 0) return { value: { sizeBytes, usedBytes: sizeBytes - freeBytes, availableBytes } };
    return { value: null, problem: { code: 'SOURCE_GARBLED', message: `${path} (file system) has no size` } };
  } catch (error) {
    return { value: null, problem: missing(path, 'file system', error) };
  }
}
