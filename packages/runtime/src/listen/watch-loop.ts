import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The event loop of this process, watched from within. */
export interface LoopWatch {
  /** False: the loop has not come round for half a minute. */
  isTicking(): boolean;
  /** Its longest delay of the last half minute to minute. */
  lagSeconds(): number;
  stop(): void;
}

const TICK_MS = 1000;
const TICKS_PER_WINDOW = 30;
const STANDS_STILL_MS = 30_000;
/** How closely Node looks; what it measures includes this pause itself. */
const RESOLUTION_MS = 20;

/** Watches until it is stopped; keeps no process alive. */
export function watchLoop(monotonicMs: () => number = () => performance.now()): LoopWatch {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let tickedMs = monotonicMs();
  let ticks = 0;
  let lastWindowNs = 0;

  const tick = (): void => {
    tickedMs = monotonicMs();
    ticks += 1;
    if (ticks % TICKS_PER_WINDOW !== 0) return;
    lastWindowNs = delays.max;
    delays.reset();
  };
  const timer = setInterval(tick, TICK_MS).unref();

  return {
    isTicking: () => monotonicMs() - tickedMs < STANDS_STILL_MS,
    lagSeconds: () => Math.max(0, Math.max(lastWindowNs, delays.max) / 1e9 - RESOLUTION_MS / 1000),
    stop() {
      clearInterval(timer);
      delays.disable();
    },
  };
}
