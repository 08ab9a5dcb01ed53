import { writeFileSync } from 'node:fs';
import { drawAws } from './sample-aws.ts';
import { drawAzure } from './sample-azure.ts';
import { createRandom } from './sample-facts.ts';
import { drawGcp } from './sample-gcp.ts';
import { formatRow, SAMPLE_COLUMNS } from './sample-row.ts';
import { respell } from './sample-spellings.ts';

/** Draws the sample from a folder of facts, never from our tables: `tsx test/prices/sample-draw.ts FACTS_DIR OUT_FILE`. */
const [dir, outFile] = process.argv.slice(2);
if (dir === undefined || outFile === undefined) throw new RangeError('usage: sample-draw.ts FACTS_DIR OUT_FILE');

const SEED = 20_261_121;
const SIZE = 2000;

const random = createRandom(SEED);
const drawn = [...drawAws(dir, random), ...drawAzure(dir, random), ...drawGcp(dir, random)];
if (drawn.length !== SIZE) throw new RangeError(`${drawn.length} rows instead of ${SIZE}`);
const lines = drawn.map((row, index) => formatRow(respell(row, index, random)));
writeFileSync(outFile, `${[SAMPLE_COLUMNS.join(','), ...lines].join('\n')}\n`);
