import type { Gap } from '@openfinops/core';
import { messageOf } from '@openfinops/core';
import * as z from 'zod';
import { codeOf } from '../state/state-io.ts';
import type { Disk } from './disk.ts';

/** Gaps are merged by class, reason and hour: thousands would mean years. */
const MAX_BYTES = 1_048_576;

const StoredGap = z.object({
  class: z.enum(['P0', 'P1', 'P2']),
  reason: z.string().max(64),
  fromMs: z.number(),
  toMs: z.number(),
  records: z.int().min(0),
});
const StoredGaps = z.object({ gaps: z.array(StoredGap) });

/** What an earlier process dropped and could not tell; `problem`: the file says nothing that can be read. */
export async function readGaps({ fs, paths }: Disk): Promise<{ readonly gaps: readonly Gap[]; readonly problem: string | null }> {
  try {
    return { gaps: StoredGaps.parse(JSON.parse((await fs.read(paths.gaps, MAX_BYTES)).toString('utf8'))).gaps, problem: null };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { gaps: [], problem: null };
    const why = error instanceof z.ZodError ? 'it holds no gaps' : messageOf(error);
    return { gaps: [], problem: `${paths.gaps} cannot be read: ${why}` };
  }
}

/** Keeps them; none: no file. Rejects with the platform's own error. */
export async function writeGaps(gaps: readonly Gap[], disk: Disk): Promise<void> {
  const { paths } = disk;
  if (gaps.length === 0) return disk.remove(paths.gaps, 0);
  await disk.place(paths.gaps, Buffer.from(`${JSON.stringify({ gaps })}\n`));
}
