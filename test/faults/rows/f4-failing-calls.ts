import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { concludeRow, inLanes } from '../stand/conclude.ts';
import { forbidsTracing } from '../stand/host.ts';
import { openStand, type Stand } from '../stand/stand.ts';
import { type CallPoint, findCallPoints, launchTraced } from '../stand/tracing.ts';

const SPEED = 6000;
const LANES = 2;
const ERRORS = ['EIO', 'ENOSPC', 'EROFS'];
/** Calls that a Node process makes on these files alone. A failing write or close of its own pipes would end it for reasons that are not ours. */
const FAILING = ['fsync', 'rename', 'unlink', 'mkdir'];
/** No file may grow beyond so many bytes: every write is cut short there, and the next one fails. */
const FILE_LIMITS = [0, 1, 100, 600, 1500, 4000];

/** Each single call on the agent's state fails once; then files cannot grow beyond a limit. It goes on as well as it can, and loses nothing. */
export const failingCalls: FaultRow = {
  name: 'F4',
  title: 'each call on the agent’s files fails once (EIO, ENOSPC, EROFS), and writes are cut short',
  times: { full: 25, quick: 8 },
  forbidden: forbidsTracing,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  return await inLanes(LANES, options, async (lane) => {
    const stand = await openStand('F4', { speed: SPEED });
    return await concludeRow(stand, lane, () => failEach(stand, lane), { mayGiveUp: true });
  });
}

async function failEach(stand: Stand, { times, seed, tell, isQuick }: FaultRun) {
  await stand.liveInPeace();
  const all = (await findCallPoints(stand)).filter(({ call }, index) => FAILING.includes(call) && index % LANES === seed % LANES);
  const points = isQuick ? all.filter((_, index) => index % Math.ceil(all.length / times) === 0) : all;
  let happened = 0;
  for (const [index, point] of points.entries()) {
    if (await failAt(stand, point, ERRORS[index % ERRORS.length] ?? 'EIO')) happened += 1;
    await stand.liveInPeace();
  }
  tell(`${happened} of ${points.length} calls failed`);
  const limits = FILE_LIMITS.filter((_, index) => !isQuick || index % LANES === seed % LANES);
  for (const limit of limits) {
    if (await cutShort(stand, limit)) happened += 1;
    await stand.liveInPeace();
  }
  return { runs: points.length + limits.length, happened };
}

/** Whether it failed there; the agent must end by itself. */
async function failAt(stand: Stand, { call, no }: CallPoint, error: string): Promise<boolean> {
  const { life, trace } = launchTraced(stand, 'fail', `${call}:error=${error}:when=${no}`);
  const { signal } = await life.ended;
  if (signal !== null) throw new Error(`the agent died by ${signal} of ${error} at ${call} ${no}:\n${life.stderr()}`);
  return trace()
    .split('\n')
    .some((line) => line.includes('(INJECTED)') && line.includes(stand.stateDir));
}

async function cutShort(stand: Stand, limitBytes: number): Promise<boolean> {
  const life = stand.launch({ args: ['--once', '--send', '--deadline', '10'], wrapper: ['prlimit', `--fsize=${limitBytes}`] });
  const { signal } = await life.ended;
  if (signal !== null) throw new Error(`the agent died by ${signal} of a file limit of ${limitBytes}:\n${life.stderr()}`);
  return /EFBIG|cannot be written|UNWRITABLE/i.test(life.stderr());
}
