import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import type { AgentProcess } from '../stand/agent-process.ts';
import { concludeRow } from '../stand/conclude.ts';
import { openStand, type Stand } from '../stand/stand.ts';

const AT_ONCE = 6;
const PATIENCE_MS = 20_000;
/** Exit codes of an agent that finds its directory taken (docs/errors.md): a state or spool that it cannot have. */
const TAKEN = [73, 74];

/** Six agents start at once on one state directory whose last owner was killed: one owns it, the others say so and leave. */
export const twoAgents: FaultRow = {
  name: 'F27',
  title: 'six agents start at once on one directory, after its owner was killed',
  times: { full: 30, quick: 5 },
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F27');
  return await concludeRow(stand, options, async () => {
    await stand.liveInPeace();
    let happened = 0;
    for (let round = 1; round <= options.times; round += 1) {
      await race(stand);
      happened += 1;
    }
    await stand.liveInPeace();
    return { runs: options.times, happened };
  });
}

/** Throws unless exactly one stays, and the others leave with a reason. */
async function race(stand: Stand): Promise<void> {
  const racers = Array.from({ length: AT_ONCE }, () => stand.launch());
  const left: AgentProcess[] = [];
  for (const racer of racers) void racer.ended.then(() => left.push(racer));
  const deadlineMs = Date.now() + PATIENCE_MS;
  while (left.length < AT_ONCE - 1 && Date.now() < deadlineMs) await sleep(20);
  const owners = racers.filter((racer) => !left.includes(racer));
  for (const loser of left) {
    const { code } = await loser.ended;
    if (!TAKEN.includes(code ?? 0) || !/in use by/.test(loser.stderr())) throw new Error(`one left with ${code}:\n${loser.stderr()}`);
  }
  for (const owner of owners) {
    if (owners.length === 1) await owner.until(/"msg":"cycle finished"/);
    owner.child.kill('SIGKILL');
    await owner.ended;
  }
  if (owners.length !== 1) throw new Error(`${owners.length} of ${AT_ONCE} agents own the directory`);
}
