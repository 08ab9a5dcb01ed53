import {
  createBooksOf,
  createCommitmentRates,
  createPriceSources,
  createResolver,
  type Log,
  type PriceBook,
  type Provider,
  type ProviderId,
  type ResolverWithOverrides,
} from '@openfinops/core';
import { findTablesDir, openTables, type PriceTables } from '@openfinops/runtime';
import type { AnyConfig } from './settings.ts';

/** What one agent prices with. */
export interface AgentPrices {
  readonly resolver: ResolverWithOverrides;
  /** Says what was found wrong with the price tables since it was last asked; a table is read when it is first needed. */
  sayProblems(): void;
}

/** The operator's own prices, what the provider knows by itself, then the bundled tables of this provider. Throws CONFIG_INVALID. */
export function createAgentPrices(
  id: ProviderId,
  provider: Pick<Provider, 'priceSources'>,
  { config, env, log }: { readonly config: AnyConfig; readonly env: Readonly<Record<string, string | undefined>>; readonly log: Log },
): AgentPrices {
  const tables = openOwnTables(id, provider, env);
  const books: PriceBook[] = [...(tables?.books.values() ?? [])];
  let said = 0;
  return {
    resolver: createResolver({
      overrides: config.prices.overrides,
      commitments: config.prices.commitments,
      commitmentRates: createCommitmentRates(createBooksOf(() => books)),
      sources: [...provider.priceSources, ...(books.length === 0 ? [] : createPriceSources(books))],
    }),
    sayProblems() {
      const problems = tables?.problems() ?? [];
      for (const { code, message, hint } of problems.slice(said)) log.warn({ code, hint }, message);
      said = problems.length;
    },
  };
}

/** undefined: this provider prices itself, and there are no tables to miss. */
function openOwnTables(
  id: ProviderId,
  { priceSources }: Pick<Provider, 'priceSources'>,
  env: Readonly<Record<string, string | undefined>>,
): PriceTables | undefined {
  const dir = findTablesDir(env);
  return dir === undefined && priceSources.length > 0 ? undefined : openTables(dir, { providers: [id] });
}
