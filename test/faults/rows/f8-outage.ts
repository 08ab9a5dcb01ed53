import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { liveThroughOutage } from '../outage/fake-outage.ts';
import { endureRealOutage } from '../outage/real-outage.ts';
import { sumTallies } from '../stand/conclude.ts';

const REAL_MINUTES = 10;
const QUICK_REAL_MINUTES = 0.5;

/** The server is away for hours, by a fake clock, and for ten real minutes, with what that costs the machine. */
export const outage: FaultRow = {
  name: 'F8',
  title: 'the server is away: 1, 8 and 25 hours by a fake clock, 10 real minutes',
  times: { full: 4, quick: 4 },
  waits: true,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const real = endureRealOutage(options, options.isQuick ? QUICK_REAL_MINUTES : REAL_MINUTES);
  const fakes: FaultTally[] = [];
  for (const hours of [1, 8, 25]) fakes.push(await liveThroughOutage(hours, options));
  return sumTallies([...fakes, await real]);
}
