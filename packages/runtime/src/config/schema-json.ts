import * as z from 'zod';
import type { SettingMeta } from './schema-walk.ts';

/** The JSON Schema (2020-12) of a configuration file, for editors and for checks elsewhere. Made of the same types that validate it. */
export function configJsonSchema(schema: z.ZodType): Record<string, unknown> {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => tidy(jsonSchema as SettingMeta & Record<string, unknown>),
  });
  const { $schema, ...rest } = made;
  return { $schema, title: 'OpenFinOps agents: configuration', ...rest };
}

/** Our own words in a schema's metadata become JSON Schema's, or go. */
function tidy(schema: SettingMeta & Record<string, unknown>): void {
  const loose = schema as Record<string, unknown>;
  if (loose.secret === true) loose.writeOnly = true;
  if (loose.defaultText !== undefined) delete loose.default;
  if (loose.maximum === Number.MAX_SAFE_INTEGER) delete loose.maximum;
  if (loose.minimum === Number.MIN_SAFE_INTEGER) delete loose.minimum;
  for (const word of ['secret', 'placeholder', 'envAlias', 'defaultText', 'hidden']) delete loose[word];
}
