import type { Filter, PricingClient } from '@aws-sdk/client-pricing';
import { AgentError } from '@openfinops/core';
import { type Product, parseProduct } from './product.ts';

/** One question to the price list. */
export interface ProductQuery {
  readonly serviceCode: string;
  readonly filters: readonly Filter[];
}

/** GetProducts answers at most 100 products a page. */
const PAGE_SIZE = 100;
/** A region has some thousand machines with all systems and tenancies: more pages than this are a list without an end. */
const MOST_PAGES = 500;

/** Every product that matches. Throws SOURCE_GARBLED for a list that begins again or has no end, and what the SDK throws. */
export async function* listProducts(client: PricingClient, query: ProductQuery, signal: AbortSignal): AsyncGenerator<Product> {
  const { GetProductsCommand } = await import('@aws-sdk/client-pricing');
  const seen = new Set<string>();
  for (let token: string | undefined; ; ) {
    const input = { ServiceCode: query.serviceCode, Filters: [...query.filters], FormatVersion: 'aws_v1', MaxResults: PAGE_SIZE };
    const next = token === undefined ? input : { ...input, NextToken: token };
    const page = await client.send(new GetProductsCommand(next), { abortSignal: signal });
    for (const entry of page.PriceList ?? []) yield parseProduct(entry);
    token = page.NextToken;
    if (token === undefined || token === '') return;
    if (seen.has(token) || seen.size >= MOST_PAGES) {
      throw new AgentError('SOURCE_GARBLED', 'the price list of AWS begins again in the middle, or has no end', {
        hint: 'The prices known so far stay in use.',
      });
    }
    seen.add(token);
  }
}
