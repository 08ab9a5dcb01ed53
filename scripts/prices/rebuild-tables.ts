import { parseArgs } from 'node:util';
import { listProviders } from './check-folder.ts';
import { measureRegionFactors, REFERENCES } from './region-factors.ts';
import { loadTables, type TableSet, writeTables } from './table-set.ts';

/**
 * `tsx scripts/prices/rebuild-tables.ts [--dir pricing-tables] [--out DIR] [--at ISO]`: the tables out of the tables. What is measured over them
 * (region factors) is measured again; nothing else changes.
 */
const { values } = parseArgs({ options: { dir: { type: 'string', default: 'pricing-tables' }, out: { type: 'string' }, at: { type: 'string' } } });

for (const provider of listProviders(values.dir)) {
  const set = loadTables(values.dir, provider);
  const generatedAt = values.at === undefined ? set.generatedAt : `${new Date(values.at).toISOString().slice(0, 19)}Z`;
  const { files } = writeTables(values.out ?? values.dir, { ...measureAgain(set), generatedAt });
  console.log(`${provider}: ${files.length} files`);
}

function measureAgain(set: TableSet): TableSet {
  const references = REFERENCES[set.provider];
  if (references === undefined) return set;
  const others = set.tables.filter(({ file }) => file.kind !== 'region-factors');
  return { ...set, tables: [...others, measureRegionFactors(others, references)] };
}
