import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { blockPort, SLOW_REPLIES } from '../send-loop/slow-servers.ts';
import { type AgentProcess, countOf } from '../stand/agent-process.ts';
import { concludeRow, sumTallies } from '../stand/conclude.ts';
import { openStand, type Stand } from '../stand/stand.ts';
import { healthOf, LISTENING } from '../time/health-of.ts';

const SPEED = 600;
const FULL_QUEUE = 'an accept queue that is full';
const MODES = [...Object.keys(SLOW_REPLIES), FULL_QUEUE];
/** The time for a whole call, and a second. */
const MOST_MS = 61_000;
/** Beyond what a process that does nothing sees on this machine meanwhile. */
const MOST_LAG_S = 0.05;
const POLL_MS = 100;
/** The lag that an agent tells is that of the last minute: four that start at once hold each other's loops for longer. */
const START_FORGOTTEN_MS = 62_000;
const DELAY_STEP_MS = 10;
const NOT_DELIVERED = 'batch not delivered, tried again later';

/** The server keeps the agent waiting in every way: each call is cut off in time, and the agent goes on with everything else. */
export const slowServers: FaultRow = {
  name: 'F9',
  title: 'the server is slow to death: no reply, a byte a second, connections that never come about',
  times: { full: 12, quick: 4 },
  waits: true,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const times = options.times / MODES.length;
  return sumTallies(
    await Promise.all(
      MODES.map(async (mode) => {
        const stand = await openStand('F9', { speed: SPEED });
        return await concludeRow(stand, options, () => endure(stand, mode, { ...options, times }));
      }),
    ),
  );
}

async function endure(stand: Stand, mode: string, { times, isQuick, tell }: FaultRun) {
  let longestMs = 0;
  const ownDelay = monitorEventLoopDelay({ resolution: DELAY_STEP_MS });
  await stand.liveInPeace();
  await stand.liveInPeace({ args: ['--interval', '10', '--log-level', 'debug', ...LISTENING] }, async (life) => {
    if (!isQuick) await sleep(START_FORGOTTEN_MS);
    ownDelay.enable();
    longestMs = mode === FULL_QUEUE ? await endureFullQueue(stand, life, times) : await endureReplies(stand, mode, times);
    const lagS = await (await healthOf(life)).metric('openfinops_agent_event_loop_lag_seconds');
    ownDelay.disable();
    const ownS = ownDelay.max / 1e9;
    tell(`${mode}: ${times} calls, the longest ${inSeconds(longestMs)} s; event loop late by ${inMs(lagS)} ms at most, this one by ${inMs(ownS)} ms`);
    if (!isQuick && lagS > MOST_LAG_S + ownS) throw new Error(`the event loop was ${lagS} s late`);
  });
  if (longestMs > MOST_MS) throw new Error(`${mode}: a call lasted ${longestMs} ms`);
  return { runs: times, happened: times };
}

/** The longest that the agent held on to a connection, ms. */
async function endureReplies({ oracle }: Stand, mode: string, times: number): Promise<number> {
  const heldMs: number[] = [];
  oracle.follow(() => ({
    raw(socket) {
      const sinceMs = performance.now();
      socket.once('close', () => heldMs.push(performance.now() - sinceMs));
      SLOW_REPLIES[mode]?.(socket);
    },
  }));
  while (heldMs.length < times) await sleep(POLL_MS);
  oracle.follow(() => ({}));
  return Math.max(...heldMs);
}

/** The longest until a call failed, ms, the wait for a batch to send included. Between two times the server is there, and something arrives. */
async function endureFullQueue({ oracle }: Stand, life: AgentProcess, times: number): Promise<number> {
  let longestMs = 0;
  for (let no = 0; no < times; no += 1) {
    await oracle.goDown();
    const blocked = await blockPort(Number(new URL(oracle.url).port));
    const sinceMs = performance.now();
    const failed = countOf(NOT_DELIVERED, life);
    while (countOf(NOT_DELIVERED, life) === failed) await sleep(POLL_MS);
    longestMs = Math.max(longestMs, performance.now() - sinceMs);
    await blocked.free();
    await oracle.comeBack();
    const arrived = oracle.bodies.size;
    while (oracle.bodies.size === arrived) await sleep(POLL_MS);
  }
  return longestMs;
}

function inSeconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function inMs(seconds: number): number {
  return Math.round(seconds * 1000);
}
