import { AgentError, type LivePriceFetcher, messageOf, type Ports, type ProviderDefinition } from '@openfinops/core';
import { createLivePrices, createMetrics, createRealPorts, type PriceTables, type RefreshOutcome } from '@openfinops/runtime';
import { openLog } from '../../agent-log.ts';
import { type Io, writeLines } from '../../io.ts';
import { cleanText } from '../../render/text.ts';
import { type OpenPrices, openPrices, priceCacheDir } from './open-world.ts';

export interface RefreshFlags {
  readonly provider?: string;
  readonly service?: readonly string[];
  readonly region?: readonly string[];
  readonly config?: string;
}

/** A provider that can ask for its prices of today. */
type FetchesPrices = ProviderDefinition & Required<Pick<ProviderDefinition, 'createPriceFetcher'>>;

/** `price refresh`: fetches today's prices of configured providers into the cache. */
export async function refreshPrices(flags: RefreshFlags, io: Io, nowMs: number): Promise<number> {
  const prices = await openPrices(io, flags.config, nowMs);
  const wanted = [...prices.settings.definitions.values()].filter(({ id }) => flags.provider === undefined || flags.provider === id);
  if (wanted.length === 0) {
    const known = [...prices.settings.definitions.keys()].join(', ');
    throw new AgentError('USAGE', `there is no provider "${flags.provider}"`, { hint: `Providers: ${known}.` });
  }
  const fetching = wanted.filter(fetchesPrices);
  if (fetching.length === 0) {
    await writeLines(io.err, sayNothingLive(wanted, prices));
    return 0;
  }
  const log = await openLog(prices.config, io);
  const ports = createRealPorts({ env: io.env, log, metrics: createMetrics() });
  const fetchers: LivePriceFetcher[] = [];
  try {
    for (const definition of fetching) {
      const options = definition.options.parse((prices.config as Readonly<Record<string, unknown>>)[definition.id] ?? {});
      fetchers.push(await definition.createPriceFetcher(options, ports));
    }
    return await refreshAll({ fetchers, flags, prices, ports, io });
  } finally {
    await Promise.allSettled(fetchers.map(async (fetcher) => await fetcher.close?.()));
  }
}

export interface RefreshWork {
  readonly fetchers: readonly LivePriceFetcher[];
  readonly flags: RefreshFlags;
  readonly prices: Pick<OpenPrices, 'config' | 'cached'> & { readonly tables?: Pick<PriceTables, 'books'> };
  readonly ports: Pick<Ports, 'clock' | 'random'>;
  readonly io: Io;
}

/** One line a region on stdout. @returns 0, or 75 when a region could not be fetched; throws USAGE when no region is named or known */
export async function refreshAll({ fetchers, flags, prices, ports, io }: RefreshWork): Promise<number> {
  let failed = 0;
  const known = fetchers.map((fetcher) => ({ fetcher, places: placesOf(fetcher, flags, prices) })).filter(({ places }) => places.length > 0);
  if (known.length === 0) throw nothingKnown(fetchers, flags);
  for (const { fetcher, places } of known) {
    const tables = prices.tables?.books.get(fetcher.provider);
    const live = await createLivePrices({
      fetcher,
      cacheDir: priceCacheDir(prices.config, fetcher.provider),
      clock: ports.clock,
      random: ports.random,
      ...(tables === undefined ? {} : { tables }),
    });
    for (const { service, region } of places) {
      const outcome = await live.refresh(service, region, io.signal);
      if (outcome.status === 'failed') failed += 1;
      await io.out.write(`${fetcher.provider} ${service} ${region}: ${sayOutcome(outcome)}\n`);
    }
  }
  return failed === 0 ? 0 : 75;
}

/** The regions that were named and have a price list, else those that are in the cache already. */
function placesOf(fetcher: LivePriceFetcher, flags: RefreshFlags, { cached }: RefreshWork['prices']): { service: string; region: string }[] {
  const { provider, services } = fetcher;
  const wanted = services.filter((service) => flags.service === undefined || flags.service.includes(service));
  const regions = flags.region?.filter((region) => fetcher.serves?.(region) !== false) ?? [];
  const named = regions.flatMap((region) => wanted.map((service) => ({ service, region })));
  const known = (cached.get(provider)?.regions ?? []).filter(({ service }) => wanted.includes(service));
  return flags.region === undefined ? known : named;
}

function nothingKnown(fetchers: readonly LivePriceFetcher[], { region, service }: RefreshFlags): AgentError {
  const names = fetchers.map(({ provider }) => provider).join(' or ');
  if (region !== undefined) {
    const what = [...(service ?? []), ...region].join(', ');
    return new AgentError('USAGE', `${names} has no price list of ${what}`, {
      hint: 'The bundled tables may have: see `openfinops-agent price status`.',
    });
  }
  return new AgentError('USAGE', `nothing of ${names} has been fetched yet, so it is not known which regions you use`, {
    hint: 'Name them: `openfinops-agent price refresh --region us-west-2`.',
  });
}

function sayOutcome(outcome: RefreshOutcome): string {
  if (outcome.status === 'failed') return cleanText(`failed, the old prices stay: ${messageOf(outcome.error)}`);
  const { rows, changed, suspects, suspectSkus, notKept } = outcome;
  const odd = suspects === 0 ? '' : cleanText(`, ${suspects} that cannot be right left out (${suspectSkus.join(', ')})`);
  const lost = notKept === undefined ? '' : cleanText(`; not kept on disk: ${messageOf(notKept)}`);
  return `${rows} prices, ${changed} changed${odd}${lost}`;
}

function sayNothingLive(wanted: readonly ProviderDefinition[], { tables }: OpenPrices): string[] {
  const dates = tables.status().flatMap(({ services }) => services.map(({ newestAsOf }) => newestAsOf));
  const newest = dates
    .filter((date) => date !== '')
    .sort()
    .at(-1);
  return [
    `Nothing to refresh: no provider of this version (${wanted.map(({ id }) => id).join(', ')}) fetches live prices.`,
    newest === undefined
      ? 'There are no bundled tables either: prices come from your overrides alone.'
      : `Prices come from your overrides and the bundled tables, the newest of ${newest}; a newer version brings newer tables. See \`openfinops-agent price status\`.`,
  ];
}

function fetchesPrices(definition: ProviderDefinition): definition is FetchesPrices {
  return definition.createPriceFetcher !== undefined;
}
