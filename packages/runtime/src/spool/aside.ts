import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { parseFileName } from './file-name.ts';

/** Ends the name of the note beside a file: why it is here. */
export const NOTE_SUFFIX = '.why';

/** A folder of files that left the queue for good, bounded: the oldest leave it first. */
export interface Aside {
  /** Moves a file in, with its note first. False: it was not there. Rejects when the disk refuses. */
  put(from: string, name: string, bytes: number, note?: object): Promise<boolean>;
  bytes(): number;
  files(): number;
}

export interface AsideLimits {
  readonly maxBytes: number;
  readonly maxFiles: number;
}

/** Reads what is there already. Rejects when the disk refuses. */
export async function openAside(dir: string, limits: AsideLimits, disk: Disk): Promise<Aside> {
  const sizes = new Map<string, number>();
  let total = 0;
  const add = (name: string, bytes: number) => {
    total += bytes - (sizes.get(name) ?? 0);
    sizes.set(name, bytes);
  };
  const drop = async (name: string) => {
    const bytes = sizes.get(name);
    if (bytes === undefined) return;
    total -= bytes;
    sizes.delete(name);
    await disk.remove(join(dir, name), bytes);
  };
  const prune = async () => {
    if (total <= limits.maxBytes && sizes.size <= limits.maxFiles) return;
    for (const name of oldestFirst(sizes.keys())) {
      if (total <= limits.maxBytes && sizes.size <= limits.maxFiles) return;
      await drop(name);
      await drop(`${name}${NOTE_SUFFIX}`);
    }
  };

  for (const { name, kind } of await disk.fs.list(dir)) if (kind === 'file') add(name, await disk.fs.sizeOf(join(dir, name)));
  for (const name of [...sizes.keys()]) if (name.endsWith(NOTE_SUFFIX) && !sizes.has(name.slice(0, -NOTE_SUFFIX.length))) await drop(name);
  await prune();

  return {
    async put(from, name, bytes, note) {
      const noteName = `${name}${NOTE_SUFFIX}`;
      if (note !== undefined) {
        const text = Buffer.from(`${JSON.stringify(note)}\n`);
        await disk.place(join(dir, noteName), text);
        add(noteName, text.length);
      }
      if (!(await disk.move(from, join(dir, name)))) {
        await drop(noteName);
        return false;
      }
      add(name, bytes);
      await disk.syncDir(dir);
      await prune();
      return true;
    },
    bytes: () => total,
    files: () => sizes.size,
  };
}

/** Batches by the time they were spooled, after everything that is no batch; notes go with their file. */
function oldestFirst(names: Iterable<string>): string[] {
  const files = [...names].filter((name) => !name.endsWith(NOTE_SUFFIX));
  const timeOf = (name: string) => parseFileName(name)?.spooledMs ?? 0;
  return files.sort((a, b) => timeOf(a) - timeOf(b));
}
