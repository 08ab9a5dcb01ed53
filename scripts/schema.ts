import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { WireBatch, WireDocument } from '@openfinops/core';

/** `npm run schema`: writes the JSON Schemas of what an agent sends and prints, from the types that check both. */
const SCHEMAS = [
  { file: 'docs/batch.schema.json', title: 'OpenFinOps: one request body of POST /api/v1/telemetry/ingest', schema: WireBatch },
  { file: 'docs/document.schema.json', title: 'OpenFinOps: what --format json prints', schema: WireDocument },
] as const;

/** The texts of the schema files by their path below the root. Unknown keys pass: a reader takes what it knows. */
export function renderSchemas(): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { file, title, schema } of SCHEMAS) {
    const { $schema, ...rest } = schema.toJSONSchema({ io: 'input' });
    texts.set(file, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`);
  }
  return texts;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, text] of renderSchemas()) writeFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), text);
}
