import type { CycleProgress } from '@openfinops/core';
import type { Palette } from './colour.ts';
import { formatCount, formatMany } from './format-numbers.ts';
import { cleanText, truncate } from './text.ts';

/** Lines on a terminal that change while a cycle runs, and leave no trace. */
export interface Progress {
  report(progress: CycleProgress): void;
  /** Draws again: time has passed. */
  tick(): void;
  /** Writes lasting text above the live lines. */
  above(text: string): void;
  /** Takes the live lines away. */
  end(): void;
}

export interface ProgressParts {
  readonly write: (text: string) => void;
  /** Columns of the terminal now. */
  readonly columns: () => number;
  readonly monotonicMs: () => number;
  readonly palette: Palette;
}

/** Scopes shown at once, the newest; the others are counted. */
const MAX_SCOPES = 8;
const STAGES = { discover: 'looking', collect: 'measuring', done: 'done' } as const;

export function createProgress({ write, columns, monotonicMs, palette }: ProgressParts): Progress {
  const startedMs = monotonicMs();
  const scopes = new Map<string, CycleProgress>();
  let stage: CycleProgress['stage'] = 'discover';
  let drawnLines = 0;

  const linesNow = (): string[] => {
    const shown = [...scopes.values()].slice(-MAX_SCOPES);
    const hidden = scopes.size - shown.length;
    const seconds = ((monotonicMs() - startedMs) / 1000).toFixed(1);
    return [
      ...(hidden > 0 ? [`… and ${formatMany(hidden, 'scope')} before`] : []),
      ...shown.map((scope) => `✓ ${cleanText(scope.scope ?? '')}  ${formatMany(scope.calls, 'call')}, ${formatMany(scope.resources, 'resource')}`),
      `${STAGES[stage]} … ${formatCount(countResources(scopes.values()))} found, ${seconds} s`,
    ];
  };
  const erase = (): string => (drawnLines === 0 ? '' : `\u001b[${drawnLines}A\u001b[0J`);
  const draw = (before = ''): void => {
    // A line that wraps would be two, and the next drawing would start in the wrong place.
    const lines = linesNow().map((line) => palette.quiet(truncate(line, columns() - 1)));
    write(`${erase()}${before}${lines.join('\n')}\n`);
    drawnLines = lines.length;
  };

  return {
    report(progress) {
      stage = progress.stage;
      if (progress.scope !== null) scopes.set(progress.scope, progress);
      draw();
    },
    tick: () => draw(),
    above: (text) => draw(text),
    end() {
      if (drawnLines > 0) write(erase());
      drawnLines = 0;
    },
  };
}

function countResources(scopes: Iterable<CycleProgress>): number {
  let resources = 0;
  for (const scope of scopes) resources += scope.resources;
  return resources;
}
