import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createConfigSchema } from './config-schema.ts';
import { renderOptionsTables } from './options-table.ts';

const DOCS = fileURLToPath(new URL('../../../../docs/configuration.md', import.meta.url));
const TABLES = /(<!-- settings: begin[^>]*-->\n\n)[\s\S]*?(\n\n<!-- settings: end -->)/;

it('docs/configuration.md has the settings as the code has them (vitest -u writes them)', async () => {
  const docs = await readFile(DOCS, 'utf8');
  const tables = renderOptionsTables(createConfigSchema({ sections: {}, stateDir: '/var/lib/openfinops' }));

  const expected = docs.replace(TABLES, (_, before: string, after: string) => `${before}${tables}${after}`);

  expect(docs).toMatch(TABLES);
  await expect(expected).toMatchFileSnapshot(DOCS);
});
