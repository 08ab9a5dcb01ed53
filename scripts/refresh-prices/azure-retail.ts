import { AgentError, type BookRow, compareDecimals, type Decimal, toDecimal } from '@openfinops/core';
import * as z from 'zod';
import { fetchJson, type ListPorts } from './fetch-json.ts';

export const AZURE_PRICES_URL = 'https://prices.azure.com/api/retail/prices';
const API_VERSION = '2023-01-01-preview';
/** What a page holds unless it is the last one; the size has been both. */
const PAGE_SIZES = [100, 1000];

const Item = z.object({
  retailPrice: z.number(),
  armRegionName: z.string(),
  armSkuName: z.string(),
  skuName: z.string(),
  productName: z.string(),
  meterId: z.string(),
  type: z.string(),
  unitOfMeasure: z.string(),
  tierMinimumUnits: z.number(),
  effectiveStartDate: z.string(),
  currencyCode: z.string(),
});
type Item = z.output<typeof Item>;
const Page = z.object({ Items: z.array(Item), NextPageLink: z.string().nullable(), Count: z.number() });

/** Linux machines of one region, on demand and spot. Throws SOURCE_GARBLED when the list breaks off. */
export async function fetchAzureMachines(
  region: string,
  { nowMs, url = AZURE_PRICES_URL }: { nowMs: () => number; url?: string },
  ports: ListPorts,
): Promise<BookRow[]> {
  const filter = `serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq '${region}'`;
  const items: Item[] = [];
  const seen = new Set<string>();
  let next = `${url}?api-version=${API_VERSION}&currencyCode='USD'&$filter=${encodeURIComponent(filter)}`;
  for (;;) {
    seen.add(next);
    const page = Page.parse(await fetchJson(next, () => ({}), ports));
    items.push(...page.Items);
    if (!page.NextPageLink) {
      refuseFullLastPage(page.Count, region);
      return toRows(items, nowMs());
    }
    next = page.NextPageLink;
    if (seen.has(next)) throw new AgentError('SOURCE_GARBLED', `the price list of ${region} begins again in the middle`, { hint: 'Try again.' });
  }
}

/** One row a machine. Of several prices at once the one that came into force last, but not in the future, is true. */
export function toRows(items: readonly Item[], nowMs: number): BookRow[] {
  const latest = new Map<string, Item>();
  for (const item of items) {
    if (!isMachineHour(item) || Date.parse(item.effectiveStartDate) > nowMs) continue;
    const key = `${isSpot(item) ? 'spot' : 'on-demand'} ${item.armSkuName.trim()}`;
    const other = latest.get(key);
    if (other === undefined || Date.parse(other.effectiveStartDate) < Date.parse(item.effectiveStartDate)) latest.set(key, item);
  }
  const machines = [...latest].flatMap(([key, item]) => (key.startsWith('on-demand ') ? [item] : []));
  return machines.map((item) => toRow(item, latest.get(`spot ${item.armSkuName.trim()}`), nowMs));
}

/** The word stands anywhere in the product's name, not only at its end. */
function isMachineHour({ productName, skuName, type, unitOfMeasure, tierMinimumUnits, retailPrice, currencyCode, armSkuName }: Item): boolean {
  const isOther = /windows|cloud ?services|dedicated host|expired/i.test(`${productName} ${skuName}`) || / low priority$/i.test(skuName);
  const isPlain = type === 'Consumption' && unitOfMeasure === '1 Hour' && tierMinimumUnits === 0 && currencyCode === 'USD';
  return isPlain && !isOther && retailPrice > 0 && armSkuName.trim() !== '';
}

function isSpot({ skuName }: Item): boolean {
  return / spot$/i.test(skuName);
}

function toRow(item: Item, spot: Item | undefined, nowMs: number): BookRow {
  const onDemand = toDecimal(item.retailPrice);
  return {
    service: 'vm',
    region: item.armRegionName,
    sku: item.armSkuName.trim(),
    meter: 'compute',
    unit: 'h',
    currency: item.currencyCode,
    attributes: { os: 'linux' },
    prices: { 'on-demand': onDemand, ...fairSpot(spot, onDemand) },
    basis: 'list',
    asOf: new Date(nowMs).toISOString().slice(0, 10),
    fromMs: 0,
    id: item.meterId,
  };
}

function fairSpot(spot: Item | undefined, onDemand: Decimal): { spot?: Decimal } {
  if (spot === undefined) return {};
  const price = toDecimal(spot.retailPrice);
  return compareDecimals(price, onDemand) <= 0 ? { spot: price } : {};
}

/** On some days every page came without a link to the next. */
function refuseFullLastPage(count: number, region: string): void {
  if (!PAGE_SIZES.includes(count)) return;
  throw new AgentError('SOURCE_GARBLED', `the price list of ${region} ends with a full page of ${count} and no link to the next`, {
    hint: 'It is not whole: the old tables stay. Try again later.',
  });
}
