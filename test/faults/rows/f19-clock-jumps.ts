import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRow, FaultRun } from '../fault-row.ts';
import { type AgentProcess, countOf } from '../stand/agent-process.ts';
import { concludeRow } from '../stand/conclude.ts';
import { openStand, type Stand } from '../stand/stand.ts';
import { negativeTimes } from '../time/check-times.ts';
import { cyclesIn } from '../time/cycles-in.ts';
import { createFakeTime, type FakeTime, forbidsFakeTime } from '../time/fake-time.ts';
import { healthOf, LISTENING } from '../time/health-of.ts';

const SPEED = 3600;
const HOUR_S = 3600;
/** Five minutes after 1970 began. */
const SINCE_1970_S = Math.floor(Date.now() / 1000) - 300;
const INTERVAL_S = 2;
/** Two ticks and more. */
const SLEEP_MS = 5000;
/** After waking, a tick at the agent's own phase is at least half an interval away. */
const NO_TICK_MS = 900;
const STARTED = '"msg":"cycle started"';

interface ClockFault {
  readonly what: string;
  /** How far ahead the agent's clock is at its start, and then: seconds. */
  readonly beginsAt: number;
  readonly isSetTo: number;
  /** What the agent must say of it. */
  readonly code: string;
  /** It stands still while the clock goes on to the right time, as over a night. */
  readonly sleeps?: boolean;
}

const FAULTS: readonly ClockFault[] = [
  { what: 'set an hour ahead', beginsAt: 0, isSetTo: HOUR_S, code: 'CLOCK_AHEAD' },
  { what: 'set back by two hours', beginsAt: 0, isSetTo: -2 * HOUR_S, code: 'CLOCK_BEHIND' },
  { what: 'in 1970 from the start', beginsAt: -SINCE_1970_S, isSetTo: -SINCE_1970_S, code: 'CLOCK_BEHIND' },
  { what: 'eight hours further after a sleep', beginsAt: -8 * HOUR_S, isSetTo: -8 * HOUR_S, code: 'CLOCK_BEHIND', sleeps: true },
];

/** The machine's clock jumps, was never set, or goes on while the agent sleeps; the world that it looks at keeps its own time, as a cloud does. */
export const clockJumps: FaultRow = {
  name: 'F19',
  title: 'the clock jumps by +1 h and -2 h, starts in 1970, goes on by 8 h while the agent sleeps',
  times: { full: 24, quick: 4 },
  waits: true,
  forbidden: forbidsFakeTime,
  run: async (options) => {
    const stand = await openStand('F19', { speed: SPEED, keepsTime: true });
    return await concludeRow(stand, options, () => jumpAgain(stand, options));
  },
};

async function jumpAgain(stand: Stand, { times, tell }: FaultRun) {
  const time = createFakeTime(join(stand.cwd, 'clock'));
  let cycles = 0;
  await stand.liveInPeace();
  for (let no = 0; no < times; no += 1) {
    const fault = FAULTS[no % FAULTS.length];
    if (fault !== undefined) cycles += await liveThrough(fault, time, stand);
  }
  await stand.liveInPeace();
  const bodies = checkBodies(stand);
  tell(`${times} wrong clocks, each told by its name; ${cycles} cycles, one at a time; ${bodies} bodies without a negative time or a gap`);
  return { runs: times, happened: times };
}

/** Returns how many cycles it ran. Throws when the agent does not say what is wrong, or that it is over. */
async function liveThrough({ beginsAt, isSetTo, code, sleeps }: ClockFault, time: FakeTime, stand: Stand): Promise<number> {
  time.setAhead(beginsAt);
  const args = ['--log-level', 'debug', '--interval', String(INTERVAL_S), ...LISTENING];
  const life = await stand.liveInPeace({ args, env: time.env }, async (living) => {
    time.setAhead(isSetTo);
    await living.untilTimes(`"code":"${code}"`, 1);
    const told = (await (await healthOf(living)).reasons()).get('clock');
    if (told !== code) throw new Error(`/readyz says ${told} of the clock, not ${code}`);
    await living.untilTimes(STARTED, countOf(STARTED, living) + 2);
    if (sleeps) await sleepUntilRight(living, time);
    else time.setAhead(0);
    await living.until(/agree again/);
  });
  if (life.stderr().includes('batch dropped')) throw new Error(`it dropped a batch:\n${life.stderr()}`);
  return cyclesIn(life.stderr()).length;
}

/** One cycle when it wakes, not all that were missed. */
async function sleepUntilRight(life: AgentProcess, time: FakeTime): Promise<void> {
  life.child.kill('SIGSTOP');
  await sleep(SLEEP_MS);
  time.setAhead(0);
  const before = countOf(STARTED, life);
  life.child.kill('SIGCONT');
  await sleep(NO_TICK_MS);
  const burst = countOf(STARTED, life) - before;
  if (burst > 1) throw new Error(`${burst} cycles at once after a sleep:\n${life.stderr()}`);
  await life.untilTimes(STARTED, before + 1);
}

/** Returns how many there are. Throws on the first that speaks of time that runs backwards, or of data that was given up. */
function checkBodies({ oracle }: Stand): number {
  for (const { metrics, events } of oracle.rows) {
    const [fault] = negativeTimes(metrics);
    if (fault !== undefined) throw new Error(`a body runs backwards: ${fault}`);
    if ((events as readonly { readonly kind: string }[]).some(({ kind }) => kind === 'gap')) throw new Error('a body tells of a gap');
  }
  return oracle.rows.length;
}
