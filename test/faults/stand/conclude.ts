import type { FaultRun, FaultTally } from '../fault-row.ts';
import type { SettleOptions, Stand } from './stand.ts';

/** Runs the faults on a stand, settles, and closes it; its directory stays where something is wrong. */
export async function concludeRow(
  stand: Stand,
  { tell }: Pick<FaultRun, 'tell'>,
  work: () => Promise<Pick<FaultTally, 'runs' | 'happened'>>,
  options: SettleOptions = {},
): Promise<FaultTally> {
  let isWell = false;
  try {
    const done = await work();
    const { owed, missing, duplicates, faults } = await stand.settle(options);
    for (const fault of faults) tell(fault);
    isWell = missing + duplicates === 0;
    if (!isWell) tell(`the state is kept in ${stand.cwd}`);
    return { ...done, owed, missing, duplicates };
  } finally {
    await stand.close(!isWell);
  }
}

/** The same faults on several stands side by side, each with its share of the times and a seed of its own. */
export async function inLanes(lanes: number, options: FaultRun, run: (lane: FaultRun) => Promise<FaultTally>): Promise<FaultTally> {
  const shares = Array.from({ length: lanes }, (_, no) => Math.floor((options.times + no) / lanes));
  return sumTallies(
    await Promise.all(
      shares.map((times, no) => run({ ...options, times, seed: options.seed * lanes + no, tell: (text) => options.tell(`lane ${no + 1}: ${text}`) })),
    ),
  );
}

export function sumTallies(tallies: readonly FaultTally[]): FaultTally {
  const sum = { runs: 0, owed: 0, missing: 0, duplicates: 0, happened: 0 };
  for (const tally of tallies) {
    for (const key of ['runs', 'owed', 'missing', 'duplicates', 'happened'] as const) sum[key] += tally[key];
  }
  return sum;
}
