/** A shorter one leaves nothing that is worth spreading. */
const OUTAGE_FROM_MS = 60_000;
const LONGEST_START_MS = 60_000;
/**
 * What gathered is sent four to eight times as fast as it came. With that a thousand agents are refused half as often as once an hour each, and with
 * a batch every five seconds fifteen times as often (`npm run bench -- herd`).
 */
const TIMES_AS_FAST = 4;
/** However long the outage was: what waits grows old. */
const LONGEST_DRAIN_MS = 1_800_000;

/** How to empty what an outage left, when a thousand agents do the same. */
export interface Drain {
  /**
   * The server is back. After a short outage nothing changes: a drain that is on goes on.
   * @param isSame it had seemed to be back before, in the same outage: the pace is new, the start was made
   */
  begin(outageMs: number, queued: number, isSame?: boolean): void;
  /** ms to wait before the next batch; 0 once nothing is queued, or when nothing is to be spread. */
  pauseMs(queued: number): number;
  isOn(): boolean;
}

export function createDrain(random: () => number): Drain {
  let outage: { readonly ms: number; readonly backlog: number } | undefined;
  let hasStarted = false;
  return {
    begin(outageMs, queued, isSame = false) {
      if (outageMs < OUTAGE_FROM_MS || queued === 0) return;
      outage = { ms: outageMs, backlog: queued };
      hasStarted &&= isSame;
    },
    pauseMs(queued) {
      if (queued === 0) outage = undefined;
      if (outage === undefined) return 0;
      if (hasStarted) return drainPauseMs(outage.ms, outage.backlog, random);
      hasStarted = true;
      return drainStartMs(outage.ms, random);
    },
    isOn: () => outage !== undefined,
  };
}

/** Before the first batch: anything up to a minute, and up to a quarter of the outage. */
export function drainStartMs(outageMs: number, random: () => number): number {
  return Math.round(random() * Math.min(LONGEST_START_MS, outageMs / TIMES_AS_FAST));
}

/** Between two batches: so that all of them take an eighth to a quarter of the outage, and half an hour at most. */
export function drainPauseMs(outageMs: number, backlog: number, random: () => number): number {
  const longestMs = Math.min(outageMs / TIMES_AS_FAST, LONGEST_DRAIN_MS) / Math.max(1, backlog);
  return Math.round((longestMs * (1 + random())) / 2);
}
