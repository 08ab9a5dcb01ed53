/** What one reply says of the two clocks. */
export interface ClockReading {
  /** Its `Date`: the whole second in which the server wrote it, epoch ms. */
  readonly serverMs: number;
  /** This machine's clock when the reply was here, epoch ms. */
  readonly receivedMs: number;
  /** Monotonic, at the same instant. */
  readonly monotonicMs: number;
  /** From the request to the reply. */
  readonly tookMs: number;
}

/** How far this machine's clock is from the server's. */
export interface ClockOffset {
  /** Takes a reading; returns the server's time less ours in ms, 0 while no difference can be told. */
  take(reading: ClockReading): number;
}

/** A `Date` has whole seconds, and a reply takes its time: less than this is no difference. */
const LEAST_OFFSET_MS = 2000;
const READINGS = 5;
const HALF_SECOND_MS = 500;

/** The median of the latest five readings, so that one odd reply changes nothing. A clock that was set, or slept, starts them anew. */
export function createClockOffset(): ClockOffset {
  let offsetsMs: number[] = [];
  let aheadMs: number | undefined;
  return {
    take(reading) {
      const nowAheadMs = reading.receivedMs - reading.monotonicMs;
      if (aheadMs !== undefined && Math.abs(nowAheadMs - aheadMs) >= LEAST_OFFSET_MS) offsetsMs = [];
      aheadMs = nowAheadMs;
      offsetsMs = [...offsetsMs, offsetOf(reading)].slice(-READINGS);
      const offsetMs = medianOf(offsetsMs);
      return Math.abs(offsetMs) < LEAST_OFFSET_MS ? 0 : Math.round(offsetMs);
    },
  };
}

/** The server wrote its `Date` somewhere in that second, at some time between request and reply; 0 where that explains all of the difference. */
function offsetOf({ serverMs, receivedMs, tookMs }: ClockReading): number {
  const offsetMs = serverMs + HALF_SECOND_MS - (receivedMs - tookMs / 2);
  return Math.abs(offsetMs) <= HALF_SECOND_MS + tookMs / 2 ? 0 : offsetMs;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}
