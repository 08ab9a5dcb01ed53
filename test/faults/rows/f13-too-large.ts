import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { makeCharges } from '../send-loop/made-charges.ts';
import { openSendLine } from '../send-loop/send-line.ts';
import { sumTallies } from '../stand/conclude.ts';

const LIMITS = [100_000, 10_000, 0];
const RECORDS_PER_BATCH = 250;
const RECORD_BYTES = 1000;
/** A server that takes nothing comes to its senses after so many tries. */
const NOTHING_TRIES = 20;

/** The server finds bodies too large, down to the smallest. */
export const tooLarge: FaultRow = {
  name: 'F13',
  title: 'bodies above 100 KB, 10 KB and 0 are too large (413)',
  times: { full: 15, quick: 6 },
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const tallies: FaultTally[] = [];
  for (const limit of LIMITS) tallies.push(await refuseAbove(limit, options));
  return sumTallies(tallies);
}

async function refuseAbove(limitBytes: number, { times, seed, tell }: FaultRun): Promise<FaultTally> {
  const batches = times / LIMITS.length;
  let inVain = 0;
  const line = await openSendLine({
    seed,
    script({ path, bytes }) {
      const isOver = limitBytes === 0 && inVain >= NOTHING_TRIES;
      if (path === 'register' || bytes <= limitBytes || isOver) return {};
      inVain += 1;
      return { status: 413, body: '<html>413 Request Entity Too Large</html>' };
    },
  });
  try {
    for (let no = 0; no < batches; no += 1) await line.accept(makeCharges(RECORDS_PER_BATCH, RECORD_BYTES));
    await line.untilEmpty();
    const { delivered, dead, split } = line.shipping.counts();
    tell(`${limitBytes} bytes: ${batches} batches of 250 kB in ${delivered} parts, ${inVain} tries in vain, ${split} splits, ${dead} dead letters`);
    if (dead > 0) throw new Error(`${dead} dead letters though no record is larger than ${limitBytes}`);
    const mostInVain = batches * (Math.log2(RECORDS_PER_BATCH) + 2);
    if (limitBytes > 0 && inVain > mostInVain) throw new Error(`${inVain} tries in vain at ${limitBytes} bytes, more than ${mostInVain}`);
    return { runs: line.requests.length, ...line.settle(), happened: inVain === 0 ? 0 : Math.min(split, batches) };
  } finally {
    await line.close();
  }
}
