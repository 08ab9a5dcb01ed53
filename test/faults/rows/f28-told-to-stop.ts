import { setTimeout as sleep } from 'node:timers/promises';
import { createRng, type Rng } from '../../oracle/random.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { concludeRow, sumTallies } from '../stand/conclude.ts';
import { openStand, type Stand } from '../stand/stand.ts';

const MAX_LIFE_MS = 1500;
const MAX_BETWEEN_MS = 400;
/** What leaving may take, on a machine that runs other rows beside this one. */
const LEAVES_WITHIN_MS = 15_000;
const HANGS_MS = 60_000;
const SPEED = 6000;

/** How the server is while the agent is told to stop. */
const SERVERS = ['answers', 'away', 'hangs'] as const;

/** The agent is told to stop at any point of its life, once or twice, whatever its server does. */
export const toldToStop: FaultRow = {
  name: 'F28',
  title: 'the agent is told to stop (SIGTERM, SIGINT) at any point, once or twice',
  times: { full: 150, quick: 15 },
  waits: true,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const share = Math.ceil(options.times / SERVERS.length);
  return sumTallies(
    await Promise.all(
      SERVERS.map(async (server) => {
        const stand = await openStand('F28', { speed: SPEED });
        return await concludeRow(stand, options, () => stopAgainAndAgain(stand, server, { ...options, times: share }));
      }),
    ),
  );
}

async function stopAgainAndAgain(stand: Stand, server: (typeof SERVERS)[number], { times, seed, tell }: FaultRun) {
  const rng = createRng('F28', seed, server);
  let slowestMs = 0;
  await stand.liveInPeace();
  if (server === 'away') await stand.oracle.goDown();
  if (server === 'hangs') stand.oracle.follow(() => ({ delayMs: HANGS_MS }));
  for (let stop = 1; stop <= times; stop += 1) slowestMs = Math.max(slowestMs, await stopOnce(stand, rng));
  stand.oracle.follow(() => ({}));
  if (server === 'away') await stand.oracle.comeBack();
  await stand.liveInPeace();
  tell(`the server ${server}: ${times} stops, the slowest ${slowestMs} ms`);
  return { runs: times, happened: times };
}

/** How long it took to leave. Throws when that is too long, or it leaves with another code than it should. */
async function stopOnce({ launch }: Stand, rng: Rng): Promise<number> {
  const life = launch();
  const signal = rng.int(0, 1) === 0 ? 'SIGTERM' : 'SIGINT';
  const isTwice = rng.int(0, 3) === 0;
  await sleep(rng.int(0, MAX_LIFE_MS));
  const toldMs = Date.now();
  life.child.kill(signal);
  if (isTwice) {
    await sleep(rng.int(0, MAX_BETWEEN_MS));
    life.child.kill(signal);
  }
  const end = await life.ended;
  const tookMs = Date.now() - toldMs;
  if (tookMs > LEAVES_WITHIN_MS) throw new Error(`it took ${tookMs} ms to leave:\n${life.stderr()}`);
  const atOnce = signal === 'SIGTERM' ? 143 : 130;
  // Before its first line of code runs, the signal itself ends the process.
  const isRight = end.code === 0 || end.signal === signal || (isTwice && end.code === atOnce);
  if (!isRight) throw new Error(`it left with ${end.code ?? end.signal} after ${signal}:\n${life.stderr()}`);
  return tookMs;
}
