import { AgentError, type Decimal, isDecimal, type PriceColumn, sum } from '@openfinops/core';
import * as z from 'zod';
import { fetchJson, type ListPorts } from './fetch-json.ts';

/** Compute Engine in the billing catalogue. */
export const GCP_SKUS_URL = 'https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus';
const PAGE_SIZE = 5000;

const Rate = z.object({
  unitPrice: z.object({ currencyCode: z.string(), units: z.union([z.string(), z.number()]).default('0'), nanos: z.number().default(0) }),
});
const Sku = z.object({
  skuId: z.string(),
  description: z.string(),
  category: z.object({ resourceFamily: z.string(), resourceGroup: z.string(), usageType: z.string() }),
  serviceRegions: z.array(z.string()),
  pricingInfo: z.array(z.object({ effectiveTime: z.string(), pricingExpression: z.object({ usageUnit: z.string(), tieredRates: z.array(Rate) }) })),
});
export type GcpSku = z.output<typeof Sku>;
const Page = z.object({ skus: z.array(Sku), nextPageToken: z.string().optional() });

/** One vCPU or one GiB of a machine family for an hour. */
export interface GcpPart {
  readonly family: string;
  readonly part: 'core' | 'ram';
  readonly region: string;
  readonly column: PriceColumn;
  readonly price: Decimal;
  readonly asOf: string;
}

/** All SKUs of Compute Engine. Throws when the list is not whole. @param apiKey may read the public catalogue, which any key may */
export async function fetchGcpSkus({ apiKey, url = GCP_SKUS_URL }: { apiKey: string; url?: string }, ports: ListPorts): Promise<GcpSku[]> {
  const skus: GcpSku[] = [];
  const seen = new Set<string>();
  for (let token = ''; ; ) {
    const query = new URLSearchParams({ currencyCode: 'USD', pageSize: `${PAGE_SIZE}`, ...(token === '' ? {} : { pageToken: token }) });
    const page = Page.parse(await fetchJson(`${url}?${query}`, () => ({ headers: { 'x-goog-api-key': apiKey } }), ports));
    skus.push(...page.skus);
    if (!page.nextPageToken) return skus;
    token = page.nextPageToken;
    if (seen.has(token)) throw new AgentError('SOURCE_GARBLED', 'the catalogue begins again in the middle', { hint: 'Try again.' });
    seen.add(token);
  }
}

/** Cores and memory of machine families, by region; what is neither (GPUs, licences, sole tenancy, custom machines) is left out. */
export function toParts(skus: readonly GcpSku[]): GcpPart[] {
  return skus.flatMap((sku) => {
    const named = partOf(sku.description);
    const column = COLUMNS[sku.category.usageType];
    const price = priceOf(sku);
    if (named === undefined || column === undefined || price === undefined) return [];
    const asOf = (sku.pricingInfo[0]?.effectiveTime ?? '').slice(0, 10);
    return sku.serviceRegions.map((region) => ({ ...named, region, column, price, asOf }));
  });
}

const COLUMNS: Readonly<Record<string, PriceColumn>> = { OnDemand: 'on-demand', Preemptible: 'spot' };

/** Families whose descriptions do not begin with their name. */
const NAMED_OTHERWISE: Readonly<Record<string, string>> = {
  'compute optimized': 'c2',
  'memory-optimized': 'm1',
  'm3 memory-optimized': 'm3',
  'n1 predefined': 'n1',
};

/** `N2 Instance Core running in Americas` → n2 core; `Spot Preemptible C2D AMD Instance Ram …` → c2d ram. */
function partOf(description: string): { family: string; part: 'core' | 'ram' } | undefined {
  const [, name = '', part = ''] = /^(?:Spot Preemptible )?(.+?)(?: AMD| Arm)?(?: Instance)? (Core|Ram) running in /.exec(description) ?? [];
  const family = NAMED_OTHERWISE[name.toLowerCase()] ?? (/^[A-Z]\d[A-Z]?$/.test(name) ? name.toLowerCase() : undefined);
  return family === undefined ? undefined : { family, part: part === 'Core' ? 'core' : 'ram' };
}

/** Whole units and billionths of the last step, which is the one that is paid; undefined: none, 0, or not by the hour. */
function priceOf({ pricingInfo }: GcpSku): Decimal | undefined {
  const expression = pricingInfo.at(-1)?.pricingExpression;
  const unitPrice = expression?.tieredRates.at(-1)?.unitPrice;
  if (expression === undefined || unitPrice === undefined || !['h', 'GiBy.h'].includes(expression.usageUnit)) return undefined;
  if (unitPrice.currencyCode !== 'USD' || unitPrice.nanos < 0) return undefined;
  const text = `${unitPrice.units}.${String(unitPrice.nanos).padStart(9, '0')}`;
  if (!isDecimal(text)) return undefined;
  const price = sum([text, '0']);
  return price === '0' ? undefined : price;
}
