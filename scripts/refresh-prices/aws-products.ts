import { AgentError, type BookRow, compareDecimals, type Decimal, divide, isDecimal, type PriceColumn, sum } from '@openfinops/core';
import * as z from 'zod';
import { fetchJson, type ListPorts } from './fetch-json.ts';
import { type AwsCredentials, signAws } from './sign-aws.ts';

/** The price list is served from few places only; which one is asked does not matter for what it says. */
export const AWS_PRICING_URL = 'https://api.pricing.us-east-1.amazonaws.com/';
const SIGNING_REGION = 'us-east-1';
const PAGE_SIZE = 100;
const HOURS_PER_YEAR = 8760;

const Page = z.object({ PriceList: z.array(z.string()), NextToken: z.string().optional() });
const Dimension = z.object({ unit: z.string(), pricePerUnit: z.record(z.string(), z.string()) });
const Term = z.object({
  priceDimensions: z.record(z.string(), Dimension),
  termAttributes: z.object({
    LeaseContractLength: z.string().optional(),
    OfferingClass: z.string().optional(),
    PurchaseOption: z.string().optional(),
  }),
});
const Product = z.object({
  product: z.object({ sku: z.string(), attributes: z.record(z.string(), z.string()) }),
  terms: z.object({ OnDemand: z.record(z.string(), Term).optional(), Reserved: z.record(z.string(), Term).optional() }),
  publicationDate: z.string(),
});
type Product = z.output<typeof Product>;

export interface AwsOptions {
  readonly credentials: AwsCredentials;
  readonly nowMs: () => number;
  readonly url?: string;
}

/** Linux machines of one region, on demand and reserved without upfront payment. Throws when the list is not whole. */
export async function fetchAwsMachines(
  region: string,
  { credentials, nowMs, url = AWS_PRICING_URL }: AwsOptions,
  ports: ListPorts,
): Promise<BookRow[]> {
  const products: string[] = [];
  const seen = new Set<string>();
  for (let token: string | undefined; ; ) {
    const body = JSON.stringify(queryOf(region, token));
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSPriceListService.GetProducts' };
    const sign = () => signAws({ url, body, headers }, { region: SIGNING_REGION, service: 'pricing', nowMs: nowMs() }, credentials);
    const page = Page.parse(await fetchJson(url, () => ({ method: 'POST', headers: withoutHost(sign()), body }), ports));
    products.push(...page.PriceList);
    if (!page.NextToken) return toRows(products);
    token = page.NextToken;
    if (seen.has(token)) throw new AgentError('SOURCE_GARBLED', `the price list of ${region} begins again in the middle`, { hint: 'Try again.' });
    seen.add(token);
  }
}

/** Rows of products as the list gives them, each a JSON text. One machine quoted twice at two prices throws SOURCE_GARBLED. */
export function toRows(products: readonly string[]): BookRow[] {
  const rows = new Map<string, BookRow>();
  for (const text of products) {
    const row = toRow(Product.parse(JSON.parse(text)));
    if (row === undefined) continue;
    const other = rows.get(row.sku);
    if (other !== undefined && other.prices['on-demand'] !== row.prices['on-demand']) {
      throw new AgentError('SOURCE_GARBLED', `${row.sku} in ${row.region} is quoted at two prices`, { hint: 'Tighten the filters of the query.' });
    }
    rows.set(row.sku, row);
  }
  return [...rows.values()];
}

const WANTED: Readonly<Record<string, string>> = {
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  marketoption: 'OnDemand',
};

function queryOf(region: string, token: string | undefined): object {
  const fields = { regionCode: region, ...WANTED };
  const filters = Object.entries(fields).map(([field, value]) => ({ Type: 'TERM_MATCH', Field: field, Value: value }));
  return { ServiceCode: 'AmazonEC2', Filters: filters, MaxResults: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) };
}

function toRow({ product, terms, publicationDate }: Product): BookRow | undefined {
  const { instanceType, regionCode, ...attributes } = product.attributes;
  const isWanted = Object.entries(WANTED).every(([name, value]) => attributes[name] === value);
  if (!isWanted || instanceType === undefined || regionCode === undefined) return undefined;
  const currency = regionCode.startsWith('cn-') ? 'CNY' : 'USD';
  const prices: Partial<Record<PriceColumn, Decimal>> = {};
  for (const term of Object.values(terms.OnDemand ?? {})) setPrice(prices, 'on-demand', hourlyPrice(term, currency, 1));
  for (const term of Object.values(terms.Reserved ?? {})) {
    const { LeaseContractLength: length, OfferingClass: offering, PurchaseOption: payment } = term.termAttributes;
    if (payment !== 'No Upfront' || (length !== '1yr' && length !== '3yr')) continue;
    const years = length === '1yr' ? 1 : 3;
    setPrice(prices, `reserved-${years}y-${offering === 'convertible' ? 'convertible' : 'standard'}`, hourlyPrice(term, currency, years));
  }
  if (prices['on-demand'] === undefined) return undefined;
  return {
    service: 'ec2',
    region: regionCode,
    sku: instanceType,
    meter: 'compute',
    unit: 'h',
    currency,
    attributes: { os: 'linux' },
    prices,
    basis: 'list',
    asOf: publicationDate.slice(0, 10),
    fromMs: 0,
    id: product.sku,
  };
}

/** What recurs by the hour, and what is paid at once spread over the term; undefined: no price, or 0, which is none. */
function hourlyPrice(term: z.output<typeof Term>, currency: string, years: number): Decimal | undefined {
  const parts: Decimal[] = [];
  for (const { unit, pricePerUnit } of Object.values(term.priceDimensions)) {
    const price = pricePerUnit[currency];
    if (price === undefined || !isDecimal(price)) return undefined;
    parts.push(unit === 'Quantity' ? divide(price, `${HOURS_PER_YEAR * years}`) : price);
  }
  const total = sum([...parts, '0', '0']);
  return compareDecimals(total, '0') > 0 ? total : undefined;
}

function setPrice(prices: Partial<Record<PriceColumn, Decimal>>, column: PriceColumn, price: Decimal | undefined): void {
  if (price !== undefined) prices[column] = price;
}

/** The client writes it by itself. */
function withoutHost(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'host'));
}
