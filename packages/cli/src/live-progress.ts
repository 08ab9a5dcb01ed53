import { performance } from 'node:perf_hooks';
import type { Io } from './io.ts';
import { createPalette, wantsColour } from './render/colour.ts';
import { createProgress, type Progress } from './render/progress.ts';

const TICK_MS = 100;

/** Live lines on stderr while somebody watches; undefined for a pipe or a terminal that cannot move its cursor. */
export function startProgress(io: Io): Progress | undefined {
  if (!io.err.isTty || io.env.TERM === 'dumb' || io.env.CI) return undefined;
  const progress = createProgress({
    // Nobody waits for a live line; one that cannot be written is not missed.
    write: (text) => void io.err.write(text).catch(() => {}),
    columns: () => io.err.columns ?? 80,
    monotonicMs: () => performance.now(),
    palette: createPalette(wantsColour(io.err.isTty, io.env)),
  });
  const timer = setInterval(() => progress.tick(), TICK_MS);
  timer.unref();
  return {
    ...progress,
    end() {
      clearInterval(timer);
      progress.end();
    },
  };
}
