import { createRng, type Rng } from '../../oracle/random.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { concludeRow, inLanes } from '../stand/conclude.ts';
import { openStand, type Stand } from '../stand/stand.ts';

/** From the first promise of a life to its end: around the writes, the deliveries and the saved ledgers of its first look. */
const MAX_LIFE_MS = 40;
/** Every second reply takes so long, so that many a kill falls between a delivery and its confirmation. */
const SLOW_REPLY_MS = 60;

/** The agent's process, killed without notice around its first writes of each life. */
export const killAgent: FaultRow = { name: 'F1', title: 'the agent is killed (kill -9)', times: { full: 1000, quick: 60 }, run };

async function run(options: FaultRun): Promise<FaultTally> {
  return await inLanes(2, options, async (lane) => {
    const stand = await openStand('F1');
    return await concludeRow(stand, lane, () => killAgainAndAgain(stand, lane));
  });
}

async function killAgainAndAgain(stand: Stand, { times, seed, tell }: FaultRun) {
  const rng = createRng('F1', seed);
  await stand.liveInPeace();
  stand.oracle.follow(() => ({ delayMs: rng.int(0, 1) * SLOW_REPLY_MS }));
  let happened = 0;
  for (let kill = 1; kill <= times; kill += 1) {
    if (await killOnce(stand, rng)) happened += 1;
    if (kill % 50 === 0) tell(`${kill} kills, ${happened} with something undelivered`);
  }
  stand.oracle.follow(() => ({}));
  await stand.liveInPeace();
  const again = [...stand.oracle.stored.values()].filter((count) => count > 1).length;
  tell(`${again} batches were delivered more than once`);
  return { runs: times, happened };
}

/** Whether something that was promised had not been confirmed when it died. */
async function killOnce({ launch, oracle }: Stand, rng: Rng): Promise<boolean> {
  const life = launch();
  await life.firstObligation();
  await new Promise((resolve) => setTimeout(resolve, rng.int(0, MAX_LIFE_MS)));
  life.child.kill('SIGKILL');
  const { signal } = await life.ended;
  return signal === 'SIGKILL' && life.obligations.some(({ batch }) => !oracle.confirmed.has(batch));
}
