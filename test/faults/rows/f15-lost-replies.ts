import { setTimeout as sleep } from 'node:timers/promises';
import { createRng } from '../../oracle/random.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { concludeRow, sumTallies } from '../stand/conclude.ts';
import { openStand, type Stand } from '../stand/stand.ts';

const LOST_RATIOS = [0.1, 0.3, 0.5];
const SPEED = 3600;
const POLL_MS = 50;

/** The server stores a batch and the connection dies before its reply: what comes again must not count again. */
export const lostReplies: FaultRow = {
  name: 'F15',
  title: 'replies are lost after the server stored the batch (10 to 50 %)',
  times: { full: 300, quick: 24 },
  waits: true,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const share = Math.ceil(options.times / LOST_RATIOS.length);
  return sumTallies(
    await Promise.all(
      LOST_RATIOS.map(async (ratio) => {
        const stand = await openStand('F15', { speed: SPEED });
        return await concludeRow(stand, options, () => loseReplies(stand, ratio, { ...options, times: share }));
      }),
    ),
  );
}

async function loseReplies(stand: Stand, ratio: number, { times, seed, tell }: FaultRun) {
  const rng = createRng('F15', seed, ratio);
  await stand.liveInPeace();
  await stand.liveInPeace({}, async () => {
    stand.oracle.follow(() => (rng.int(0, 999) < 1000 * ratio ? { loses: 'reply' } : {}));
    while (stand.oracle.lostReplies() < times) await sleep(POLL_MS);
    stand.oracle.follow(() => ({}));
  });
  const again = [...stand.oracle.stored.values()].filter((count) => count > 1).length;
  tell(`${100 * ratio} %: ${stand.oracle.lostReplies()} replies lost, ${again} batches delivered again`);
  return { runs: stand.oracle.stored.size, happened: Math.min(stand.oracle.lostReplies(), again > 0 ? Number.POSITIVE_INFINITY : 0) };
}
