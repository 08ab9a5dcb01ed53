import { AgentError, messageOf, type Ports, type PriceBook, type PriceKey, type Problem, type ProviderDefinition } from '@openfinops/core';
import { createLivePrices, type LivePrices, type RefreshOutcome } from '@openfinops/runtime';
import type { AnyConfig } from './settings.ts';

/** What an agent fetches of its provider’s price list. */
export interface AgentLivePrices {
  readonly books: readonly PriceBook[];
  readonly problems: readonly Problem[];
  use(key: PriceKey): void;
  run(signal: AbortSignal): Promise<void>;
  catchUp(signal: AbortSignal): Promise<void>;
}

export interface LivePricesWorld {
  readonly config: AnyConfig;
  readonly ports: Ports;
  readonly cacheDir: string;
  /** Of this provider: what fetched prices are held against. */
  readonly tables: PriceBook | undefined;
  /** New prices are there. */
  readonly onFetched: () => void;
}

/** Opens the cache and, once `run` is called, the price list. What fails is a warning: the tables go on answering. */
export async function openLivePrices(
  definition: Pick<ProviderDefinition, 'id' | 'options' | 'createPriceFetcher'>,
  { config, ports, cacheDir, tables, onFetched }: LivePricesWorld,
): Promise<AgentLivePrices> {
  const { clock, random, log } = ports;
  const options = definition.options.parse((config as Readonly<Record<string, unknown>>)[definition.id] ?? {});
  const fetcher = await definition.createPriceFetcher?.(options, ports);
  if (fetcher === undefined) throw new AgentError('INTERNAL', `${definition.id} has no price list`);
  const onOutcome = (outcome: RefreshOutcome): void => {
    sayOutcome(outcome, log);
    if (outcome.status === 'refreshed') onFetched();
  };
  const held = tables === undefined ? {} : { tables };
  const live: LivePrices = await createLivePrices({ fetcher, cacheDir, clock, random, onOutcome, ...held }).catch(async (error: unknown) => {
    await fetcher.close?.();
    throw error;
  });
  return {
    books: live.books,
    problems: live.problems,
    use: live.use,
    catchUp: live.catchUp,
    async run(signal) {
      try {
        await live.run(signal);
      } finally {
        await fetcher.close?.();
      }
    },
  };
}

function sayOutcome(outcome: RefreshOutcome, log: Ports['log']): void {
  const { service, region, seconds } = outcome;
  if (outcome.status === 'failed') {
    const { code, hint } = outcome.error instanceof AgentError ? outcome.error : { code: 'SOURCE_MISSING', hint: undefined };
    log.warn({ code, service, region, error: messageOf(outcome.error), hint }, 'prices not fetched, the old ones stay in use');
    return;
  }
  const { rows, changed, suspects, suspectSkus, notKept } = outcome;
  log.debug({ service, region, rows, changed, seconds }, 'prices fetched');
  if (suspects > 0) log.warn({ code: 'SOURCE_GARBLED', reason: 'price-suspect', service, region, suspects, skus: suspectSkus }, 'prices left out');
  if (notKept !== undefined) log.warn({ code: 'STATE_UNWRITABLE', service, region, error: messageOf(notKept) }, 'fetched prices not kept on disk');
}
