import type * as z from 'zod';
import { SECRET_MARK, scrubSecrets } from '../secret.ts';
import { describeOptions } from './describe-options.ts';
import { leavesOf } from './leaves.ts';
import type { ConfigSource, LoadedConfig } from './load-config.ts';
import { showPath } from './option-path.ts';

/** One setting in force, for `config check`. */
export interface ConfigRow {
  readonly path: string;
  /** Secrets as `***set***`. */
  readonly value: string;
  readonly source: ConfigSource;
}

/** Every setting in force and where it comes from, in the order of the schema. */
export function configRows<Value>(loaded: LoadedConfig<Value>, schema: z.ZodType<Value>): ConfigRow[] {
  const secrets = new Set(describeOptions(schema).flatMap(({ secret, path }) => (secret ? [path] : [])));
  const rows: ConfigRow[] = [];
  for (const { path, value } of leavesOf(loaded.value, loaded.written)) {
    const shown = showPath(path);
    const isSecret = secrets.has(shown.replace(/\[\d+\]/g, '[]'));
    rows.push({ path: shown, value: isSecret ? SECRET_MARK : showValue(value), source: loaded.sources.get(shown) ?? 'default' });
  }
  return rows;
}

function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : scrubSecrets(value.join(', '));
  return scrubSecrets(String(value));
}
