import { setTimeout as sleep } from 'node:timers/promises';
import { createRng } from '../../oracle/random.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { makeCharges, recordsIn } from '../send-loop/made-charges.ts';
import { openSendLine, type SendLine } from '../send-loop/send-line.ts';
import { sumTallies } from '../stand/conclude.ts';

const RECORDS_PER_BATCH = 200;
const MINUTE_MS = 60_000;
const MOST_MINUTES = 30;
const STEP_MS = 1000;
const SETTLE_MS = 200;
/** Real time in which nothing was under way: fake time may go on. */
const IDLE_TURNS = 3;

/** The server answers 500 to whatever holds one certain record, as one that cannot read it does, and takes everything else. */
export const poison: FaultRow = {
  name: 'F10',
  title: 'the server breaks on one record (500), and takes all others',
  times: { full: 6, quick: 1 },
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const tallies: FaultTally[] = [];
  for (let no = 0; no < options.times; no += 1) tallies.push(await poisonOne(options, no));
  return sumTallies(tallies);
}

async function poisonOne({ seed, tell }: FaultRun, no: number): Promise<FaultTally> {
  const bad = makeCharges(RECORDS_PER_BATCH);
  const { records } = recordsIn(bad.json);
  const poisoned = createRng('F10', seed, no).pick(records);
  const line = await openSendLine({
    seed: seed + no,
    manual: true,
    script: (request) => (request.records.includes(poisoned) ? { status: 500, body: { error: 'Internal server error' } } : {}),
  });
  try {
    await line.accept(bad);
    line.start();
    let slowestMs = 0;
    let minutes = 0;
    for (; line.shipping.counts().dead === 0 && minutes <= MOST_MINUTES; minutes += 1) {
      const other = makeCharges(1);
      const sinceMs = line.clock.monotonicMs();
      await line.accept(other);
      await passUntil(line, () => line.stored.has(recordsIn(other.json).records[0] ?? ''), MOST_MINUTES * MINUTE_MS);
      slowestMs = Math.max(slowestMs, line.clock.monotonicMs() - sinceMs);
      await passUntil(line, () => line.shipping.counts().dead > 0, MINUTE_MS);
    }
    // It is counted first, and then moved on disk.
    await sleep(SETTLE_MS);
    const { dead } = line.shipping.counts();
    const deadRecords = await line.deadRecords();
    tell(`after ${minutes} minutes ${deadRecords} record of ${RECORDS_PER_BATCH} is dead; others waited ${slowestMs / 1000} s at most`);
    if (dead !== 1 || deadRecords !== 1) throw new Error(`${dead} dead letters with ${deadRecords} records, not one`);
    if (minutes > MOST_MINUTES || slowestMs > MOST_MINUTES * MINUTE_MS) throw new Error(`one record held others for ${slowestMs} ms`);
    return { runs: line.requests.length, ...line.settle([poisoned]), happened: 1 };
  } finally {
    await line.close();
  }
}

/** Fake time passes, step by step, while nothing is under way. */
async function passUntil(line: SendLine, isDone: () => boolean, mostMs: number): Promise<void> {
  const endMs = line.clock.monotonicMs() + mostMs;
  while (!isDone() && line.clock.monotonicMs() < endMs) {
    await line.clock.advance(STEP_MS);
    for (let idle = 0; idle < IDLE_TURNS; idle = line.inFlight() === 0 ? idle + 1 : 0) await sleep(1);
  }
}
