import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import type { AgentProcess } from '../stand/agent-process.ts';
import { concludeRow, sumTallies } from '../stand/conclude.ts';
import { forbidsOwnMounts } from '../stand/host.ts';
import { onDiskOf, remountDisk } from '../stand/small-disk.ts';
import { openStand, type Stand } from '../stand/stand.ts';

const DISK_KIB = 8192;
const SPEED = 3600;
const LOOKED = '"msg":"cycle finished"';
/** As its own files' owner and no more, even where the row runs as root. */
const WITHOUT_RIGHTS = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'];

/** The agent's disk turns read-only, or its directory does, and comes back; deliveries go on meanwhile. */
export const readOnly: FaultRow = {
  name: 'F6',
  title: 'the disk, or the directory, turns read-only for a while',
  times: { full: 120, quick: 6 },
  waits: true,
  forbidden: forbidsOwnMounts,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const half = { ...options, times: options.times / 2 };
  return sumTallies(await Promise.all([remountAgain(half), withdrawAgain(half)]));
}

async function remountAgain(options: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F6-mount', { speed: SPEED });
  const wrapper = await onDiskOf(DISK_KIB, stand);
  return await lockAgain(stand, options, wrapper, {
    lock: (life) => remountDisk(life, stand, 'ro'),
    unlock: (life) => remountDisk(life, stand, 'rw'),
  });
}

async function withdrawAgain(options: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F6-mode', { speed: SPEED });
  const spool = join(stand.stateDir, 'world/spool');
  const setModes = async (mode: number): Promise<void> => {
    for (const dir of ['q', 'tmp', '']) await chmod(join(spool, dir), mode);
  };
  return await lockAgain(stand, options, WITHOUT_RIGHTS, { lock: () => setModes(0o500), unlock: () => setModes(0o700) });
}

interface Lock {
  lock(life: AgentProcess): Promise<void>;
  unlock(life: AgentProcess): Promise<void>;
}

async function lockAgain(stand: Stand, { times, tell }: FaultRun, wrapper: readonly string[], lock: Lock): Promise<FaultTally> {
  return await concludeRow(
    stand,
    { tell },
    async () => {
      let happened = 0;
      await stand.liveInPeace({ wrapper }, async (living) => {
        for (let round = 1; round <= times; round += 1) {
          await lock.lock(living);
          if (await staysUseful(stand, living)) happened += 1;
          await lock.unlock(living);
          await moreLooks(living, 1);
        }
      });
      return { runs: times, happened };
    },
    { mayGiveUp: true },
  );
}

/** Whether the agent met a directory that takes nothing. Throws when nothing is delivered meanwhile. */
async function staysUseful({ oracle }: Stand, life: AgentProcess): Promise<boolean> {
  const [owed, confirmed] = [life.obligations.length, oracle.confirmed.size];
  await moreLooks(life, 3);
  if (oracle.confirmed.size === confirmed) throw new Error(`nothing is delivered while the directory is read-only:\n${life.stderr()}`);
  return life.obligations.slice(owed).some(({ safety }) => safety === 'held');
}

async function moreLooks(life: AgentProcess, looks: number): Promise<void> {
  await life.untilTimes(LOOKED, life.stderr().split(LOOKED).length - 1 + looks);
}
