import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import type { AgentProcess } from '../stand/agent-process.ts';
import { concludeRow } from '../stand/conclude.ts';
import { forbidsOwnMounts } from '../stand/host.ts';
import { fillDisk, freeDisk, onDiskOf } from '../stand/small-disk.ts';
import { openStand, type Stand } from '../stand/stand.ts';

const DISK_KIB = 1024;
const SPEED = 3600;
const LOOKED = '"msg":"cycle finished"';
const FULL_LOOKS = 3;

/** Others fill the agent's disk again and again while its server is away; one process lives through all of it, and no final charge is lost. */
export const diskFull: FaultRow = {
  name: 'F5',
  title: 'others fill the disk while the server is away',
  times: { full: 20, quick: 3 },
  waits: true,
  forbidden: forbidsOwnMounts,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F5', { speed: SPEED });
  return await concludeRow(
    stand,
    options,
    async () => {
      let happened = 0;
      const wrapper = await onDiskOf(DISK_KIB, stand);
      await stand.liveInPeace({ wrapper }, async (living) => {
        for (let round = 1; round <= options.times; round += 1) {
          if (await fillOnce(stand, living)) happened += 1;
          if (round % 5 === 0) options.tell(`${round} times full`);
        }
      });
      return { runs: options.times, happened };
    },
    { mayGiveUp: true },
  );
}

/** Whether the agent met the full disk. Throws when it does not write to the disk again within two looks of there being room. */
async function fillOnce(stand: Stand, life: AgentProcess): Promise<boolean> {
  await stand.oracle.goDown();
  await fillDisk(life, stand);
  const before = life.obligations.length;
  await moreLooks(life, FULL_LOOKS);
  const met = life.obligations.slice(before).some(({ safety }) => safety !== 'durable');
  await freeDisk(life, stand);
  await moreLooks(life, 1);
  const after = life.obligations.length;
  await moreLooks(life, 1);
  if (!life.obligations.slice(after).some(({ safety }) => safety === 'durable')) throw new Error(`it does not write again:\n${life.stderr()}`);
  await stand.oracle.comeBack();
  return met;
}

async function moreLooks(life: AgentProcess, looks: number): Promise<void> {
  await life.untilTimes(LOOKED, life.stderr().split(LOOKED).length - 1 + looks);
}
