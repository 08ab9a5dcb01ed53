import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { concludeRow, inLanes } from '../stand/conclude.ts';
import { forbidsTracing } from '../stand/host.ts';
import { openStand, type Stand } from '../stand/stand.ts';
import { type CallPoint, findCallPoints, launchTraced, wasStruckAt } from '../stand/tracing.ts';

const SPEED = 6000;
const LANES = 2;

/** The agent is killed as it enters each single call on its state directory, and lives in peace after each. */
export const killAtCalls: FaultRow = {
  name: 'F2',
  title: 'the agent is killed at every call on its files',
  times: { full: 50, quick: 10 },
  forbidden: forbidsTracing,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  return await inLanes(LANES, options, async (lane) => {
    const stand = await openStand('F2', { speed: SPEED });
    return await concludeRow(stand, lane, () => killAtEach(stand, lane));
  });
}

/** Each lane takes every second point; the quick form an even choice of them. */
async function killAtEach(stand: Stand, { times, seed, tell, isQuick }: FaultRun) {
  await stand.liveInPeace();
  const all = (await findCallPoints(stand)).filter((_, index) => index % LANES === seed % LANES);
  const points = isQuick ? all.filter((_, index) => index % Math.ceil(all.length / times) === 0) : all;
  const struck: CallPoint[] = [];
  for (const [index, point] of points.entries()) {
    if (await killAt(stand, point)) struck.push(point);
    await stand.liveInPeace();
    if (index % 10 === 9) tell(`${index + 1} of ${points.length} calls`);
  }
  tell(`killed at ${struck.length} of ${points.length} calls: ${[...new Set(struck.map(({ call }) => call))].join(', ')}`);
  return { runs: points.length, happened: struck.length };
}

async function killAt(stand: Stand, point: CallPoint): Promise<boolean> {
  const { life, trace } = launchTraced(stand, 'kill', `${point.call}:signal=KILL:when=${point.no}`);
  const { signal } = await life.ended;
  return signal === 'SIGKILL' && wasStruckAt(trace(), point, stand.stateDir);
}
