import type { PricingClient } from '@aws-sdk/client-pricing';
import type { BookRow, Clock, LivePriceFetcher } from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { toAwsError } from '../clients/aws-errors.ts';
import { partitionOf } from '../regions.ts';
import { listProducts, type ProductQuery } from './list-products.ts';
import type { Product } from './product.ts';
import { queriesFor } from './product-queries.ts';
import { toRow } from './to-rows.ts';

/** Services whose prices the price list is asked for, named as in scopes. */
const PRICED_SERVICES: readonly string[] = ['ec2', 'ebs', 'eip'];

/** An entry has some twelve kilobytes, most of it reservations: a page read at one go would hold up everybody else for a tenth of a second. */
const ENTRIES_A_BREATH = 5;

export interface PriceFetcherWorld {
  readonly clients: Pick<AwsClients, 'pricing' | 'close'>;
  readonly clock: Pick<Clock, 'nowMs' | 'breathe'>;
}

/** The price list of AWS by GetProducts, which is free of charge. */
export function createAwsPriceFetcher({ clients, clock }: PriceFetcherWorld): LivePriceFetcher {
  return {
    provider: 'aws',
    services: PRICED_SERVICES,
    serves: isInPriceList,
    async fetch(service, region, signal, inUse) {
      signal.throwIfAborted();
      const asOf = new Date(clock.nowMs()).toISOString().slice(0, 10);
      const found: Found = { rows: new Map(), ambiguous: new Set() };
      try {
        for await (const product of readProducts(await clients.pricing(), queriesFor(service, region, inUse), clock, signal)) {
          const row = toRow(service, product, asOf);
          if (row?.region === region) keep(found, row);
        }
      } catch (error) {
        signal.throwIfAborted();
        throw toAwsError(error, `pricing:GetProducts of ${service} in ${region}`);
      }
      return [...found.rows.values()];
    },
    close: async () => clients.close(),
  };
}

/** The answers to all questions, one after the other; the loop breathes in between. */
async function* readProducts(
  client: PricingClient,
  queries: readonly ProductQuery[],
  clock: Pick<Clock, 'breathe'>,
  signal: AbortSignal,
): AsyncGenerator<Product> {
  let read = 0;
  for (const query of queries) {
    for await (const product of listProducts(client, query, signal)) {
      yield product;
      read += 1;
      if (read % ENTRIES_A_BREATH === 0) await clock.breathe();
    }
  }
}

interface Found {
  readonly rows: Map<string, BookRow>;
  readonly ambiguous: Set<string>;
}

/** Clouds of governments and the European sovereign one have no price list that can be asked (karpenter-provider-aws skips them, too). */
function isInPriceList(region: string): boolean {
  return ['aws', 'aws-cn'].includes(partitionOf(region));
}

/** One thing at two prices means that the question was not narrow enough: then its price is unknown. */
function keep(found: Found, row: BookRow): void {
  const key = JSON.stringify([row.sku, row.meter, row.attributes]);
  const other = found.rows.get(key);
  const isNone = row.prices['on-demand'] === '0';
  if (other === undefined) found.rows.set(key, row);
  else if (isNone || found.ambiguous.has(key) || other.prices['on-demand'] === row.prices['on-demand']) return;
  else if (other.prices['on-demand'] === '0') found.rows.set(key, row);
  else {
    found.ambiguous.add(key);
    found.rows.set(key, { ...row, prices: { 'on-demand': '0' } });
  }
}
