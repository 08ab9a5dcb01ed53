import { createRng } from '../../oracle/random.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { makeCharges } from '../send-loop/made-charges.ts';
import { openSendLine } from '../send-loop/send-line.ts';

const STORM = [500, 502, 503];
const RECORDS_PER_BATCH = 10;
/** Half of the tries fail, so each batch needs two on average; the short form has too few to hold it to that. */
const MOST_TRIES_PER_BATCH = 2.2;

/** The server answers half of everything with 500, 502 or 503, by chance. */
export const storms: FaultRow = {
  name: 'F11',
  title: 'half of all requests fail by chance (500, 502, 503)',
  times: { full: 1500, quick: 60 },
  run,
};

async function run({ times, seed, isQuick, tell }: FaultRun): Promise<FaultTally> {
  const rng = createRng('F11', seed);
  let failed = 0;
  const line = await openSendLine({
    seed,
    script() {
      const status = STORM[rng.int(0, 2 * STORM.length - 1)];
      if (status === undefined) return {};
      failed += 1;
      return { status, body: { error: 'Internal server error' } };
    },
  });
  try {
    for (let no = 0; no < times; no += 1) await line.accept(makeCharges(RECORDS_PER_BATCH));
    await line.untilEmpty();
    const tries = line.requests.filter(({ path }) => path === 'ingest').length;
    const { delivered, dead, split } = line.shipping.counts();
    tell(`${tries} tries for ${delivered} batches (${(tries / delivered).toFixed(2)} each), ${split} split, ${dead} dead letters`);
    if (dead > 0) throw new Error(`${dead} batches were taken for poison in a storm`);
    if (!isQuick && tries > MOST_TRIES_PER_BATCH * delivered) throw new Error(`${tries} tries for ${delivered} batches`);
    return { runs: tries, ...line.settle(), happened: failed >= times / 2 ? times : failed };
  } finally {
    await line.close();
  }
}
