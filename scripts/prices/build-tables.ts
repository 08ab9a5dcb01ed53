import { parseArgs } from 'node:util';
import { buildAws } from './build-aws.ts';
import { buildAzure } from './build-azure.ts';
import { buildGcp } from './build-gcp.ts';
import { buildGpu } from './build-gpu.ts';
import { buildLlm } from './build-llm.ts';
import { writeTables } from './table-set.ts';

/** `tsx scripts/prices/build-tables.ts --facts DIR [--out pricing-tables] [--at ISO]`: the tables as they first came to be, from collected facts. */
const { values } = parseArgs({ options: { facts: { type: 'string' }, out: { type: 'string', default: 'pricing-tables' }, at: { type: 'string' } } });

if (values.facts === undefined) {
  console.error(
    'error: no facts are named\nhint: --facts DIR, a folder of CSV files; to rebuild without facts run scripts/prices/rebuild-tables.ts.',
  );
  process.exitCode = 64;
} else {
  const generatedAt = `${new Date(values.at ?? Date.now()).toISOString().slice(0, 19)}Z`;
  for (const build of [buildAws, buildAzure, buildGcp, buildLlm, buildGpu]) {
    const set = build(values.facts, generatedAt);
    const { files } = writeTables(values.out, set);
    let rows = 0;
    for (const file of files) rows += file.rows;
    const dropped = Object.entries(set.dropped).map(([reason, count]) => `${reason} ${count}`);
    console.log(`${set.provider}: ${files.length} files, ${rows} rows; left out: ${dropped.join(', ') || 'nothing'}`);
  }
}
