/** One cycle, as the agent's log tells of it: instants of the log's own clock, epoch ms. */
export interface LoggedCycle {
  readonly startedMs: number;
  readonly endedMs: number;
}

const STARTED = 'cycle started';
const ENDED = /^cycle (finished|failed|stopped)/;

/**
 * The cycles that have ended, from a log at debug. Throws when two of them overlap.
 * @param log JSON lines of one agent
 */
export function cyclesIn(log: string): LoggedCycle[] {
  const cycles: LoggedCycle[] = [];
  let startedMs: number | undefined;
  for (const { time, msg } of linesOf(log)) {
    if (msg === STARTED && startedMs !== undefined) throw new Error(`a cycle began at ${time} while another ran`);
    if (msg === STARTED) startedMs = Date.parse(time);
    if (!ENDED.test(msg) || startedMs === undefined) continue;
    cycles.push({ startedMs, endedMs: Date.parse(time) });
    startedMs = undefined;
  }
  return cycles;
}

/** Whole lines only. */
function* linesOf(log: string): Generator<{ readonly time: string; readonly msg: string }> {
  for (const line of log.split('\n')) {
    if (line.startsWith('{') && line.endsWith('}')) yield JSON.parse(line) as { readonly time: string; readonly msg: string };
  }
}
