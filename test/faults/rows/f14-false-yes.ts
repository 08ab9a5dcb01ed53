import type { ServerStep } from '../../../packages/testing/src/scripted-server.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { makeCharges } from '../send-loop/made-charges.ts';
import { openSendLine } from '../send-loop/send-line.ts';
import { sumTallies } from '../stand/conclude.ts';

const FALSE: readonly { readonly name: string; readonly step: ServerStep }[] = [
  { name: 'a page', step: { body: '<!doctype html><title>Welcome</title><p>Please log in' } },
  { name: 'nothing', step: { body: '' } },
  { name: 'half of it', step: { cut: 'mid-body' } },
  { name: 'a megabyte', step: { body: ' '.repeat(1_000_000) } },
  { name: 'broken JSON', step: { body: '{"status":"success"' } },
  { name: 'JSON of another', step: { body: { status: 'ok', message: 'Telemetry data received' } } },
];
const BATCHES = 3;
/** For counting the files before the answer goes out. */
const COUNT_MS = 20;

/** Something answers 2xx that is not the server: nothing of that may pass for an acknowledgement. */
export const falseYes: FaultRow = {
  name: 'F14',
  title: 'a 2xx that confirms nothing: a page, nothing, half, too much, broken JSON, JSON of another',
  times: { full: 60, quick: 18 },
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const tallies: FaultTally[] = [];
  for (const one of FALSE) tallies.push(await answerFalsely(one, options));
  return sumTallies(tallies);
}

async function answerFalsely({ name, step }: (typeof FALSE)[number], { times, seed, tell }: FaultRun): Promise<FaultTally> {
  const share = times / FALSE.length;
  const filesSeen: Promise<number>[] = [];
  let falsehoods = 0;
  const line = await openSendLine({
    seed,
    script(_request, current) {
      if (falsehoods === share) return {};
      falsehoods += 1;
      filesSeen.push(current().filesInQueue());
      return { ...step, delayMs: COUNT_MS };
    },
  });
  try {
    for (let no = 0; no < BATCHES; no += 1) await line.accept(makeCharges(5));
    await line.untilEmpty();
    const fewest = Math.min(...(await Promise.all(filesSeen)));
    tell(`${name}: ${falsehoods} times, ${fewest} of ${BATCHES} batches on disk meanwhile`);
    if (fewest < BATCHES) throw new Error(`${name}: a batch left the disk without a confirmation`);
    return { runs: falsehoods, ...line.settle(), happened: falsehoods };
  } finally {
    await line.close();
  }
}
