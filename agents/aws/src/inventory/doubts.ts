import type { ErrorCode, Problem, ScopeId } from '@openfinops/core';

/** Something about one resource that cannot be known or is not as it should be; the resource itself is listed all the same. */
export type DoubtKind = keyof typeof DOUBTS;

const DOUBTS = {
  'no-type': { code: 'SOURCE_GARBLED', what: 'have no type: their price is unknown' },
  'no-launch-time': { code: 'SOURCE_GARBLED', what: 'have no launch time: they are billed from look to look' },
  'unknown-state': { code: 'SOURCE_GARBLED', what: 'are in a state that is not known here: whether they bill is unknown' },
  'no-size': { code: 'SOURCE_GARBLED', what: 'have no size: their cost is unknown' },
  'local-zone': {
    code: 'PRICE_MISSING',
    what: 'run in a Local or Wavelength Zone, whose prices differ from those of the region: their price is unknown',
  },
  'cut-tags': { code: 'SOURCE_GARBLED', what: 'have tags that are too many or too long: they were cut' },
  'listed-twice': { code: 'SOURCE_GARBLED', what: 'were listed more than once: they count once' },
  'unknown-snapshot-size': {
    code: 'PRICE_MISSING',
    what: 'are billed by the blocks that changed since the snapshot before, which EC2 does not tell: they are listed, and not part of the cost',
  },
} as const satisfies Record<string, { code: ErrorCode; what: string }>;

/** Counts doubts of one scope, so that ten thousand of a kind are one problem. */
export interface Doubts {
  add(kind: DoubtKind, example: string): void;
  problems(): Problem[];
}

export function createDoubts(scope: ScopeId): Doubts {
  const counts = new Map<DoubtKind, { count: number; readonly example: string }>();
  return {
    add(kind, example) {
      const known = counts.get(kind);
      if (known === undefined) counts.set(kind, { count: 1, example });
      else known.count += 1;
    },
    problems() {
      return [...counts].map(([kind, { count, example }]) => {
        const { code, what } = DOUBTS[kind];
        return { stage: 'discover', code, scope, message: `${count} of the resources ${what} (${example}${count > 1 ? ', …' : ''})` };
      });
    },
  };
}
