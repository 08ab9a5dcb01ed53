import { isPrice } from '../../packages/runtime/src/prices/tables/table-format.ts';
import { createDrops, type Drops } from './drops.ts';
import { type Fact, readFacts } from './facts.ts';
import { formatParts, type PartRecord } from './format-parts.ts';
import { LLM_GAPS } from './gaps.ts';
import { SOURCES } from './sources.ts';
import type { TableSet } from './table-set.ts';

/** Token prices of models, per million tokens, by provider of the model. */
export function buildLlm(dir: string, generatedAt: string): TableSet {
  const drops = createDrops();
  const records = readFacts(dir, 'llm-token-prices.csv').flatMap((fact) => recordOf(fact, drops));
  const services: Record<string, number> = {};
  for (const { service = '' } of records) services[service] = (services[service] ?? 0) + 1;
  const table = formatParts('tokens', records, {
    path: 'token-prices.csv',
    services,
    region: 'global',
    meter: 'tokens',
    unit: 'Mtoken',
    currency: 'USD',
    asOf: '2026-07-25',
    sources: ['genai-prices'],
    method: 'list prices per million tokens; where the time of day matters, the daytime price',
  });
  return { provider: 'llm', generatedAt, sources: SOURCES, dropped: drops.counts(), gaps: LLM_GAPS, tables: [table] };
}

function recordOf(fact: Fact, drops: Drops): PartRecord[] {
  const priceOf = (column: string) => {
    const price = fact[column] ?? '';
    if (price === '' || isPrice(price)) return price;
    drops.count(Number(price) === 0 ? 'zero-price' : 'not-a-price');
    return '';
  };
  const prices = {
    input: priceOf('usd_per_mtok_input'),
    output: priceOf('usd_per_mtok_output'),
    'cache-read': priceOf('usd_per_mtok_cache_read'),
    'cache-write': priceOf('usd_per_mtok_cache_write'),
  };
  if (Object.values(prices).every((price) => price === '')) {
    drops.count('no-price');
    return [];
  }
  return [{ service: fact.provider, sku: fact.model, 'tier-start': fact.tier_start_tokens, 'valid-from': fact.valid_from, ...prices }];
}
