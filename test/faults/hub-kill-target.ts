import { DEFAULT_TENANT } from '@openfinops/core';
import { openWorkerStore } from '@openfinops/hub';
import { batchOf } from './hub-batches.ts';

/**
 * For the kill test: writes batches to the database in `argv[2]` from number `argv[3]` on, four at a time, until somebody kills it. Each number
 * goes to stdout once the store has confirmed it.
 */
const [file = '', first = '0'] = process.argv.slice(2);
const store = await openWorkerStore(file);

for (let no = Number(first); ; no += 4) {
  await Promise.all([no, no + 1, no + 2, no + 3].map(writeOne));
}

async function writeOne(no: number): Promise<void> {
  await store.ingest(DEFAULT_TENANT, batchOf(no));
  process.stdout.write(`${no}\n`);
}
