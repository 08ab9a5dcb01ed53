import { HOUR_MS, type Traits } from './families.ts';
import type { Rng } from './random.ts';
import type { Span, TrueLife } from './types.ts';

/** How long the last looks are regular and complete, so that everything owed can close. */
export const CALM_END_MS = 2.5 * HOUR_MS;

/** Two looks that both come before a start are further apart than clocks are. */
const SHORTEST_GAP_MS = 30_000;

/**
 * When one agent looks: ascending, whole milliseconds, the last one after the window's end. Missed and failed looks are the same to a
 * ledger: gaps, some of them longer than a bridge.
 */
export function makeSchedule(rng: Rng, traits: Traits, lives: readonly TrueLife[], window: Span): number[] {
  const calmFromMs = window.toMs - CALM_END_MS;
  const planned = traits.oncePerHour ? lookOncePerHour(rng, window) : lookRegularly(rng, traits, window);
  const kept = planned.filter((atMs) => !traits.troubled || atMs >= calmFromMs || !rng.chance(0.05));
  const gapped = traits.troubled ? leaveGaps(rng, traits, kept, { fromMs: window.fromMs, toMs: calmFromMs }) : kept;
  const skewed = lookEarly(rng, traits, lives, gapped, { fromMs: window.fromMs, toMs: calmFromMs });
  return [...skewed, window.toMs + rng.int(500, 200_000)];
}

function lookRegularly(rng: Rng, traits: Traits, window: Span): number[] {
  const calmFromMs = window.toMs - CALM_END_MS;
  const times: number[] = [];
  let atMs = window.fromMs + rng.int(0, traits.intervalMs);
  while (atMs < window.toMs) {
    times.push(atMs);
    atMs += atMs < calmFromMs ? rng.int(traits.everyMs.min, traits.everyMs.max) : traits.intervalMs + rng.int(-9_000, 9_000);
  }
  return times;
}

function lookOncePerHour(rng: Rng, window: Span): number[] {
  const times: number[] = [];
  for (let hourMs = Math.ceil(window.fromMs / HOUR_MS) * HOUR_MS; hourMs < window.toMs; hourMs += HOUR_MS) {
    times.push(hourMs + rng.int(0, HOUR_MS - 1));
  }
  return times;
}

function leaveGaps(rng: Rng, traits: Traits, times: readonly number[], troubled: Span): number[] {
  const gaps: Span[] = [];
  for (let count = rng.int(0, 3); count > 0; count -= 1) {
    const fromMs = rng.int(troubled.fromMs, troubled.toMs);
    gaps.push({ fromMs, toMs: fromMs + rng.int(1, 12) * traits.intervalMs });
  }
  if (rng.chance(traits.dayGapChance)) {
    const fromMs = rng.int(troubled.fromMs, troubled.toMs - 30 * HOUR_MS);
    gaps.push({ fromMs, toMs: fromMs + rng.int(24 * HOUR_MS, 30 * HOUR_MS) });
  }
  return times.filter((atMs) => atMs >= troubled.toMs || !gaps.some((gap) => gap.fromMs <= atMs && atMs < gap.toMs));
}

/** Moves a look to just before a start, where disagreeing clocks list the run already. */
function lookEarly(rng: Rng, traits: Traits, lives: readonly TrueLife[], times: readonly number[], troubled: Span): number[] {
  const moved = [...times];
  for (const run of lives.flatMap((life) => life.runs)) {
    if (run.listedBeforeStartMs < 2 || run.startMs <= troubled.fromMs || run.startMs >= troubled.toMs) continue;
    const index = moved.findIndex((atMs) => atMs > run.startMs);
    const early = run.startMs - rng.int(1, run.listedBeforeStartMs - 1);
    if (index < 1 || early < (moved[index - 1] ?? early) + SHORTEST_GAP_MS) continue;
    if (traits.oncePerHour && Math.floor(early / HOUR_MS) !== Math.floor((moved[index] ?? early) / HOUR_MS)) continue;
    if (rng.chance(0.7)) moved[index] = early;
  }
  return moved;
}
