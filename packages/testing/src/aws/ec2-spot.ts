import { type Ec2Query, type PageLimits, pageOf } from './ec2-query.ts';
import type { Listing } from './listing.ts';
import { PLATFORMS, type Platform, spotRows, TYPES } from './price-book.ts';
import type { Place } from './world.ts';
import { instant, itemsOf } from './xml.ts';

const LIMITS: PageLimits = { min: 1, max: 1000, unasked: 1000 };
const LATENCY_MS = 150;
/** History goes back no further. */
const KEPT_MS = 90 * 86_400_000;
/** The price list and the history have two words for it. */
const PRODUCTS: Readonly<Record<string, Platform>> = {
  'Linux/UNIX (Amazon VPC)': 'Linux/UNIX',
  'Red Hat Enterprise Linux (Amazon VPC)': 'Red Hat Enterprise Linux',
  'Windows (Amazon VPC)': 'Windows',
};

interface HistoryRow {
  readonly instanceType: string;
  readonly zone: string;
  readonly product: string;
  readonly price: string;
  readonly atMs: number;
}

/** Changes inside the asked time, and what held at its beginning; newest first for each type and zone. */
export function describeSpotPrices(query: Ec2Query, place: Place): Listing {
  const page = pageOf(query, historyOf(query, place), LIMITS, (row) => rowXml(row));
  return { set: 'spotPriceHistorySet', xml: itemsOf(page.items), nextToken: page.nextToken, latencyMs: LATENCY_MS };
}

function historyOf(query: Ec2Query, { estate, region, nowMs }: Place): HistoryRow[] {
  const fromMs = Math.max(nowMs - KEPT_MS, readTime(query.text('StartTime'), nowMs - KEPT_MS));
  const toMs = Math.min(nowMs, readTime(query.text('EndTime'), nowMs));
  const zone = query.text('AvailabilityZone');
  const zones = zone === null ? [...(query.filter('availability-zone') ?? region.zones)] : [zone];
  const types = chosen([...query.list('InstanceType'), ...(query.filter('instance-type') ?? [])], Object.keys(TYPES));
  const products = chosen([...query.list('ProductDescription'), ...(query.filter('product-description') ?? [])], Object.keys(PLATFORMS));
  const rows: HistoryRow[] = [];
  for (const instanceType of types) {
    for (const inZone of zones.filter((name) => region.zones.includes(name))) {
      for (const product of products) {
        const platform = PRODUCTS[product] ?? (Object.hasOwn(PLATFORMS, product) ? (product as Platform) : undefined);
        if (platform === undefined) continue;
        const changes = spotRows(estate.seed, { instanceType, zone: inZone, platform }, fromMs, toMs + 1);
        for (const { fromMs: atMs, price } of changes.toReversed()) if (atMs <= toMs) rows.push({ instanceType, zone: inZone, product, price, atMs });
      }
    }
  }
  return rows;
}

function readTime(text: string | null, unasked: number): number {
  return text === null ? unasked : Date.parse(text);
}

function chosen(asked: readonly string[], all: readonly string[]): readonly string[] {
  return asked.length === 0 ? all : asked;
}

function rowXml({ instanceType, zone, product, price, atMs }: HistoryRow): string {
  return `<instanceType>${instanceType}</instanceType><productDescription>${product}</productDescription><spotPrice>${price}</spotPrice><timestamp>${instant(atMs)}</timestamp><availabilityZone>${zone}</availabilityZone>`;
}
