import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const TABLES_DIR_VARIABLE = 'OPENFINOPS_PRICING_TABLES';
const NAME = 'pricing-tables';

/**
 * The folder of the price tables: what OPENFINOPS_PRICING_TABLES says, else `pricing-tables` in the folder of this program or in one above it (a
 * checkout holds them beside `dist`, an installation beside the bundle). undefined: there is none.
 * @param startDir where to begin; default: where this code lies
 */
export function findTablesDir(
  env: Readonly<Record<string, string | undefined>>,
  startDir: string = dirname(fileURLToPath(import.meta.url)),
): string | undefined {
  const named = env[TABLES_DIR_VARIABLE];
  if (named) return named;
  for (let dir = startDir; ; dir = dirname(dir)) {
    const candidate = join(dir, NAME);
    if (existsSync(join(candidate, 'README.md'))) return candidate;
    if (dirname(dir) === dir) return undefined;
  }
}
