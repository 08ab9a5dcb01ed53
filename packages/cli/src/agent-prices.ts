import { join } from 'node:path';
import {
  createBooksOf,
  createCommitmentRates,
  createPriceSources,
  createResolver,
  messageOf,
  type Ports,
  type PriceBook,
  type PriceSource,
  type Problem,
  type Provider,
  type ProviderDefinition,
  type ProviderId,
  type ResolverWithOverrides,
} from '@openfinops/core';
import { findTablesDir, openTables, type PriceTables, readCachedPrices } from '@openfinops/runtime';
import { agentStateDir } from './agent-state-dir.ts';
import { type AgentLivePrices, openLivePrices } from './live-prices.ts';
import type { AnyConfig } from './settings.ts';
import { watchSpotPrices } from './watch-spot-prices.ts';

/** What one agent prices with. */
export interface AgentPrices {
  readonly resolver: ResolverWithOverrides;
  /** Says what was found wrong with the price tables since it was last asked; a table is read when it is first needed. */
  sayProblems(): void;
  /** Fetches the prices of what is in use beside the cycles, until the signal aborts; a provider without a price list ends it at once. */
  run(signal: AbortSignal): Promise<void>;
  /** Fetches once what is missing, for a process that does not stay. */
  catchUp(signal: AbortSignal): Promise<void>;
}

export interface AgentPricesOptions {
  readonly config: AnyConfig;
  readonly ports: Ports;
  /** `cached`: what an agent fetched here before is used, and nothing is fetched or written. */
  readonly list: 'live' | 'cached';
}

/**
 * The operator’s own prices, what the provider knows by itself, the provider’s price list of today or of the last seven days, then the bundled
 * tables. Throws CONFIG_INVALID; a price list that cannot be asked is a warning.
 */
export async function openAgentPrices(
  definition: Pick<ProviderDefinition, 'id' | 'options' | 'createPriceFetcher'>,
  provider: Pick<Provider, 'priceSources'>,
  { config, ports, list }: AgentPricesOptions,
): Promise<AgentPrices> {
  const { log } = ports;
  const tables = openOwnTables(definition.id, provider, ports.env);
  const bundled = tables?.books.get(definition.id);
  const live = await openList(definition, { config, ports, list }, bundled, () => resolver.forget());
  const books: PriceBook[] = [...live.books, ...(tables?.books.values() ?? [])];
  const listed = books.length === 0 ? [] : createPriceSources(books);
  const inUse: PriceSource = {
    name: 'in use',
    find(key) {
      live.use(key);
      return null;
    },
  };
  let said = 0;
  const resolver: ResolverWithOverrides = createResolver({
    overrides: config.prices.overrides,
    commitments: config.prices.commitments,
    commitmentRates: createCommitmentRates(createBooksOf(() => books)),
    sources: [...provider.priceSources.map((source) => watchSpotPrices(source, listed[0], log)), inUse, ...listed],
  });
  return {
    resolver,
    sayProblems() {
      const problems = [...live.problems, ...(tables?.problems() ?? [])];
      for (const { code, message, hint } of problems.slice(said)) log.warn({ code, hint }, message);
      said = problems.length;
    },
    run: live.run,
    catchUp: live.catchUp,
  };
}

/** A provider without a price list has nothing that could have been fetched. */
async function openList(
  definition: Pick<ProviderDefinition, 'id' | 'options' | 'createPriceFetcher'>,
  { config, ports, list }: AgentPricesOptions,
  tables: PriceBook | undefined,
  onFetched: () => void,
): Promise<AgentLivePrices> {
  const cacheDir = join(agentStateDir(config, definition.id), 'prices');
  if (definition.createPriceFetcher === undefined) return NOTHING_LIVE;
  try {
    if (list === 'live') return await openLivePrices(definition, { config, ports, cacheDir, tables, onFetched });
    const { book, problems } = await readCachedPrices(cacheDir, definition.id, ports.clock.nowMs());
    return { ...NOTHING_LIVE, books: [book], problems };
  } catch (error) {
    ports.log.warn({ error: messageOf(error) }, 'prices are not fetched, the tables are used');
    return NOTHING_LIVE;
  }
}

const NO_PROBLEMS: readonly Problem[] = [];
const NOTHING_LIVE: AgentLivePrices = { books: [], problems: NO_PROBLEMS, use: () => {}, run: async () => {}, catchUp: async () => {} };

/** undefined: this provider prices itself, and there are no tables to miss. */
function openOwnTables(
  id: ProviderId,
  { priceSources }: Pick<Provider, 'priceSources'>,
  env: Readonly<Record<string, string | undefined>>,
): PriceTables | undefined {
  const dir = findTablesDir(env);
  return dir === undefined && priceSources.length > 0 ? undefined : openTables(dir, { providers: [id] });
}
