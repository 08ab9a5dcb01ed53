import { startSource } from './child.ts';
import type { CoreRun } from './core-process.ts';
import type { Measurement } from './figures.ts';
import { growthExponent, median } from './statistics.ts';

/** Each process lives an hour of looks; the size of its heap is that of its fleet alone. */
const SIZES = [1000, 10_000, 100_000] as const;
const TIMEOUT_MS = 240_000;
/** Whatever else the machine does lengthens a gap: each figure of a size is the median of so many runs. */
const ROUNDS = 3;

/** Accrual and charges of one scope, look after look. */
export async function benchCore(): Promise<Measurement[]> {
  const rounds = new Map<number, CoreRun[]>(SIZES.map((size) => [size, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [size, runs] of rounds) runs.push(await runSize(size));
  }
  const runs = [...rounds.values()].map(medianRun);
  const costs = runs.map(({ resources, lookCpuMs }) => ({ size: resources, cost: total(lookCpuMs) }));
  const growth = costs.slice(1).map((to, index) => growthExponent(costs[index] ?? to, to));
  const largest = runs.slice(-1);
  return [
    { figure: 'core.growth', samples: growth },
    { figure: 'core.look-cpu', samples: largest.flatMap(({ lookCpuMs }) => lookCpuMs.slice(0, -1)).map(toSeconds) },
    { figure: 'core.hour-close-cpu', samples: largest.flatMap(({ lookCpuMs }) => lookCpuMs.slice(-1)).map(toSeconds) },
    { figure: 'core.longest-gap', samples: runs.map(({ gapMs }) => gapMs) },
    { figure: 'core.longest-collection', samples: runs.map(({ gcMs }) => gcMs) },
    { figure: 'core.longest-begin', samples: runs.map(({ beginMs }) => beginMs) },
    { figure: 'core.ledger-bytes', samples: runs.map(({ ledgerBytes, resources }) => ledgerBytes / resources) },
  ];
}

async function runSize(size: number): Promise<CoreRun> {
  const child = startSource('core-process.ts', [String(size)]);
  try {
    const [line] = await child.until(/^\{.*\}$/m, TIMEOUT_MS);
    return JSON.parse(line) as CoreRun;
  } finally {
    await child.stop();
  }
}

function medianRun(runs: readonly CoreRun[]): CoreRun {
  const medianOf = (read: (run: CoreRun) => number): number => median(runs.map(read)) ?? Number.NaN;
  const looks = runs[0]?.lookCpuMs ?? [];
  return {
    resources: medianOf(({ resources }) => resources),
    lookCpuMs: looks.map((_, look) => medianOf(({ lookCpuMs }) => lookCpuMs[look] ?? Number.NaN)),
    gapMs: medianOf(({ gapMs }) => gapMs),
    gcMs: medianOf(({ gcMs }) => gcMs),
    beginMs: medianOf(({ beginMs }) => beginMs),
    ledgerBytes: medianOf(({ ledgerBytes }) => ledgerBytes),
  };
}

function total(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function toSeconds(ms: number): number {
  return ms / 1000;
}
