import { join } from 'node:path';
import type { PriceBook, Problem, ProviderId } from '@openfinops/core';
import { type CachedPrices, findTablesDir, openTables, type PriceTables, readCachedPrices } from '@openfinops/runtime';
import { agentStateDir } from '../../agent-state-dir.ts';
import type { Io } from '../../io.ts';
import { type AnyConfig, loadSettings, readConfig, type Settings } from '../../settings.ts';
import type { PriceWorld } from './create-look-up.ts';

/** Everything that prices come from on this machine, as an agent of this configuration would find it. */
export interface OpenPrices extends PriceWorld {
  readonly settings: Settings;
  readonly config: AnyConfig;
  readonly tablesDir: string | undefined;
  readonly tables: PriceTables;
  readonly cached: ReadonlyMap<ProviderId, CachedPrices>;
  /** What is wrong with files that were read so far. */
  problems(): readonly Problem[];
}

/** Reads the configuration, the manifests of the tables and the cache. Sends nothing and writes nothing. Throws CONFIG_INVALID. */
export async function openPrices(io: Io, filePath: string | undefined, nowMs: number): Promise<OpenPrices> {
  const settings = await loadSettings(io, []);
  const { value: config } = await readConfig(settings, io, { flags: {}, filePath });
  const tablesDir = findTablesDir(io.env);
  const tables = openTables(tablesDir);
  const cached = new Map<ProviderId, CachedPrices>();
  for (const provider of new Set([...tables.books.keys(), ...settings.definitions.keys()])) {
    cached.set(provider, await readCachedPrices(priceCacheDir(config, provider), provider, nowMs));
  }
  const books: PriceBook[] = [...[...cached.values()].map(({ book }) => book), ...tables.books.values()];
  return {
    settings,
    config,
    tablesDir,
    tables,
    cached,
    books,
    overrides: config.prices.overrides,
    commitments: commitmentsOf(config),
    nowMs,
    problems: () => [...tables.problems(), ...[...cached.values()].flatMap(({ problems }) => problems)],
  };
}

/** Where an agent keeps what it fetched. */
export function priceCacheDir(config: Pick<AnyConfig, 'state'>, provider: ProviderId): string {
  return join(agentStateDir(config, provider), 'prices');
}

function commitmentsOf({ prices }: AnyConfig): PriceWorld['commitments'] {
  return (prices as { readonly commitments?: PriceWorld['commitments'] }).commitments ?? [];
}
