import type { Batch } from '@openfinops/core';
import { messageOf } from '@openfinops/core';
import { codeOf } from '../state/state-io.ts';
import type { Aside } from './aside.ts';
import { CorruptFile, decodeBatchFile, MAX_JSON_BYTES } from './batch-file.ts';
import type { Disk } from './disk.ts';
import type { Entry } from './entry.ts';
import { classOf, fileNameOf } from './file-name.ts';
import { labelOf, pathOf, type Queue } from './queue.ts';
import type { SpoolHooks } from './spool-hooks.ts';

/** A file that cannot be read so often is set aside; once or twice may be the disk's bad moment. */
const MAX_FAILED_READS = 3;
/** More than packing adds to what does not pack. */
const MAX_FILE_BYTES = MAX_JSON_BYTES + 65_536;
/** What reading a name or a link says when the file itself is at fault. */
const FAULTS_OF_FILE: readonly (string | undefined)[] = ['EFBIG', 'ELOOP', 'EISDIR'];

export interface ReaderParts {
  readonly queue: Queue;
  readonly disk: Disk;
  readonly corrupt: Aside;
  readonly hooks: Pick<SpoolHooks, 'onCorrupt'>;
  /** The disk did not let the file go from its place. */
  readonly onStuck: (entry: Entry) => void;
}

export interface Reader {
  /** undefined: it left the queue, or cannot be read just now. */
  read(entry: Entry): Promise<Batch | undefined>;
}

/** Reads queued batches, and sets aside what is none. */
export function createReader({ queue, disk, corrupt, hooks, onStuck }: ReaderParts): Reader {
  const setAside = async (entry: Entry, error: unknown): Promise<void> => {
    queue.lose(entry, 'corrupt', 'corrupt');
    hooks.onCorrupt(labelOf(entry), error);
    await queue.finishDrops();
    try {
      await corrupt.put(pathOf(entry, disk), fileNameOf(entry), entry.bytes, { reason: messageOf(error) });
    } catch {
      onStuck(entry);
    }
  };
  const readFile = (entry: Entry): Promise<Buffer> =>
    entry.image === null ? disk.fs.read(pathOf(entry, disk), MAX_FILE_BYTES) : Promise.resolve(entry.image);

  return {
    async read(entry) {
      try {
        const batch = await decodeBatchFile(await readFile(entry));
        refuseOther(batch, entry);
        return batch;
      } catch (error) {
        entry.failedReads += 1;
        if (codeOf(error) === 'ENOENT') queue.leave(entry, 'superseded');
        else if (isFaultOfFile(error) || entry.failedReads >= MAX_FAILED_READS) await setAside(entry, error);
        return undefined;
      }
    },
  };
}

function refuseOther({ id, kind, expiresMs, records }: Batch, entry: Entry): void {
  const isSame = id === entry.id && classOf(kind) === entry.class && expiresMs === entry.expiresMs && records === entry.records;
  if (!isSame) throw new CorruptFile('its name and its content disagree');
}

/** As against a disk that does not answer. */
function isFaultOfFile(error: unknown): boolean {
  return error instanceof CorruptFile || FAULTS_OF_FILE.includes(codeOf(error));
}
