import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRng, type Rng } from '../../oracle/random.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { concludeRow } from '../stand/conclude.ts';
import { forbidsLoopMounts, forbidsTracing } from '../stand/host.ts';
import { openStand, type Stand } from '../stand/stand.ts';

const IMAGE_MIB = 48;
const MAX_LIFE_MS = 400;
/** Of the bodies that the server gets, so many are lost: what is not delivered must survive on the disk. */
const LOST_RATIO = 0.5;
const CONTROL_RUNS = 10;
const SPEED = 6000;
/** The agent believes that it synced; nothing was. */
const WITHOUT_SYNC = ['strace', '-f', '-D', '-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:retval=0'];

/**
 * The agent's disk loses its power: what the kernel had not written down is gone. The disk is an image; it is copied while the agent stands still,
 * and the copy is the disk of the next life. A control in which syncing does nothing must lose something, or the row proves nothing.
 */
export const powerCut: FaultRow = {
  name: 'F3',
  title: 'the disk loses its power, and what was not synced',
  times: { full: 200, quick: 12 },
  forbidden: () => forbidsLoopMounts() ?? forbidsTracing(),
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const lost = await runControl(options);
  options.tell(`the control without sync: ${lost} missing`);
  if (lost === 0) throw new Error('without sync nothing was lost: these cuts cut nothing');
  const stand = await openStand('F3', { speed: SPEED });
  return await concludeRow(stand, options, () => cutAgainAndAgain(stand, options));
}

/** What is missing when syncing does nothing. */
async function runControl({ seed }: FaultRun): Promise<number> {
  const stand = await openStand('F3-control', { speed: SPEED });
  const rng = createRng('F3 control', seed);
  const disk = await plugIn(stand);
  try {
    await stand.liveInPeace();
    execFileSync('sync');
    stand.oracle.follow(() => ({ loses: 'body' }));
    for (let cut = 1; cut <= CONTROL_RUNS; cut += 1) await cutOnce(stand, disk, rng, WITHOUT_SYNC);
    stand.oracle.follow(() => ({}));
    await stand.liveInPeace();
    return (await stand.settle()).missing;
  } finally {
    await disk.unplug();
    await stand.close(false);
  }
}

async function cutAgainAndAgain(stand: Stand, { times, seed, tell }: FaultRun) {
  const rng = createRng('F3', seed);
  const disk = await plugIn(stand);
  let happened = 0;
  try {
    await stand.liveInPeace();
    stand.oracle.follow(() => (rng.int(0, 99) < 100 * LOST_RATIO ? { loses: 'body' } : {}));
    for (let cut = 1; cut <= times; cut += 1) {
      if (await cutOnce(stand, disk, rng)) happened += 1;
      if (cut % 20 === 0) tell(`${cut} cuts, ${happened} with something undelivered`);
    }
    stand.oracle.follow(() => ({}));
    await stand.liveInPeace();
  } finally {
    await disk.unplug();
  }
  return { runs: times, happened };
}

/** Whether something that was promised had not been delivered when the power went. */
async function cutOnce({ launch, oracle }: Stand, disk: Disk, rng: Rng, wrapper?: readonly string[]): Promise<boolean> {
  const life = launch(wrapper === undefined ? {} : { wrapper });
  await life.firstObligation();
  await sleep(rng.int(0, MAX_LIFE_MS));
  life.child.kill('SIGSTOP');
  const image = await disk.snapshot();
  life.child.kill('SIGKILL');
  await life.ended;
  await disk.replaceBy(image);
  return life.obligations.some(({ batch }) => !oracle.confirmed.has(batch));
}

interface Disk {
  /** What is on the medium now, caches apart. */
  snapshot(): Promise<string>;
  replaceBy(image: string): Promise<void>;
  unplug(): Promise<void>;
}

/** Puts the stand's state on a file system in an image of its own. */
async function plugIn({ cwd, stateDir }: Stand): Promise<Disk> {
  let serial = 0;
  let image = join(cwd, 'disk-0.img');
  const mount = (): void => void execFileSync('mount', ['-o', 'loop', image, stateDir]);
  const unmount = (): void => void execFileSync('umount', [stateDir]);
  execFileSync('truncate', ['--size', `${IMAGE_MIB}M`, image]);
  execFileSync('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image]);
  await mkdir(stateDir, { recursive: true });
  mount();
  return {
    async snapshot() {
      serial += 1;
      const copy = join(cwd, `disk-${serial}.img`);
      await copyFile(image, copy);
      return copy;
    },
    async replaceBy(next) {
      unmount();
      await rm(image);
      image = next;
      mount();
    },
    async unplug() {
      unmount();
    },
  };
}
