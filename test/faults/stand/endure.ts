import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentProcess, countOf } from './agent-process.ts';
import type { Stand } from './stand.ts';

/** Something on the way to the server that breaks, is named by the agent, and is mended. */
export interface WayFault {
  readonly name: string;
  /** What the agent's log must say of the cause, or of the next step. */
  readonly says: RegExp;
  /** How long it stays after it was named; default 0. */
  readonly lastsMs?: number;
  break(): Promise<void> | void;
  mend(): Promise<void> | void;
}

const DOWN = '"msg":"the server does not take data; it waits here"';
const UP = '"msg":"the server takes data again"';
/** From the mend to the first data that arrives, whatever was broken. */
const MOST_RECOVERY_MS = 300_000;
const POLL_MS = 50;
const PATIENCE_MS = 60_000;
/** Batches that arrive in peace before the next fault. */
const PEACE = 4;

/**
 * Breaks the way under a living agent, waits until it has said why, mends it, and waits until data arrives again.
 * @returns ms from the mend to the first batch that arrived; throws when the cause was not named, or recovery took too long
 */
export async function endure(fault: WayFault, life: AgentProcess, stand: Stand): Promise<number> {
  await untilArrived(stand, stand.oracle.confirmed.size + PEACE);
  const ups = countOf(UP, life);
  const downs = countOf(DOWN, life);
  await fault.break();
  await until(() => countOf(DOWN, life) > downs, `${fault.name}: the agent said nothing`);
  const line =
    life
      .stderr()
      .split('\n')
      .findLast((one) => one.includes(DOWN)) ?? '';
  const { error } = JSON.parse(line) as { readonly error: { readonly message: string; readonly hint?: string } };
  const { message, hint } = error;
  if (hint === undefined) throw new Error(`${fault.name}: the agent does not say what to do next`);
  if (!fault.says.test(`${message} ${hint}`)) throw new Error(`${fault.name}: the agent says "${message} ${hint}", which is not ${fault.says}`);
  await sleep(fault.lastsMs ?? 0);
  await fault.mend();
  const mendedMs = performance.now();
  await until(() => countOf(UP, life) > ups, `${fault.name}: nothing arrives after the mend`, MOST_RECOVERY_MS);
  return performance.now() - mendedMs;
}

/** Until the server has confirmed so many batches in all. */
export async function untilArrived({ oracle }: Stand, batches: number): Promise<void> {
  await until(() => oracle.confirmed.size >= batches, 'nothing arrives', MOST_RECOVERY_MS);
}

async function until(isSo: () => boolean, otherwise: string, patienceMs = PATIENCE_MS): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > deadlineMs) throw new Error(`${otherwise} within ${patienceMs / 1000} s`);
    await sleep(POLL_MS);
  }
}
