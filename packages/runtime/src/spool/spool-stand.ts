import type { Batch, Clock, Spool } from '@openfinops/core';
import { createFaultySpoolFs, type FaultySpoolFs } from '../../../testing/src/faulty-spool-fs.ts';
import type { SpoolLimits } from './limits.ts';
import { type OpenedSpool, openSpool } from './open-spool.ts';
import type { SpoolHooks } from './spool-hooks.ts';

export const START_MS = 1_795_240_800_000;
export const DIR = '/state/onprem/spool';

/** For tests: a spool on a faulty disk, what it told, and the time. */
export interface SpoolStand {
  fs: FaultySpoolFs;
  nowMs: number;
  /** `dropped batch-1 spool-full`, … */
  readonly told: string[];
  openDir(limits?: Partial<SpoolLimits>): Promise<OpenedSpool>;
  open(limits?: Partial<SpoolLimits>): Promise<Spool>;
}

export interface SpoolStandParts {
  readonly fs?: FaultySpoolFs;
  readonly clock?: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly hooks?: SpoolHooks;
}

export function createSpoolStand(parts: SpoolStandParts = {}): SpoolStand {
  const told: string[] = [];
  const hooks: SpoolHooks = {
    onDropped: ({ id }, reason) => told.push(`dropped ${id} ${reason}`),
    onDurable: ({ id }) => told.push(`durable ${id}`),
    onCorrupt: ({ id }, error) => told.push(`corrupt ${id}: ${error instanceof Error ? error.message : error}`),
    onDegraded: (error) => told.push(`degraded: ${error.message}`),
    onRecovered: () => told.push('recovered'),
  };
  const stand: SpoolStand = {
    fs: parts.fs ?? createFaultySpoolFs(),
    nowMs: START_MS,
    told,
    openDir: (limits = {}) => openSpool({ dir: DIR, clock, fs: stand.fs, claim: async () => ({ release: async () => {} }), ...limits }),
    open: async (limits) => (await stand.openDir(limits)).start(parts.hooks ?? hooks),
  };
  const clock = parts.clock ?? { nowMs: () => stand.nowMs, monotonicMs: () => stand.nowMs - START_MS };
  return stand;
}

export function makeBatch(parts: Partial<Batch> & { readonly id: string }): Batch {
  return { kind: 'cost', cycleId: 'cycle-1', part: 1, expiresMs: null, records: 1, json: `{"batch":"${parts.id}"}`, ...parts };
}
