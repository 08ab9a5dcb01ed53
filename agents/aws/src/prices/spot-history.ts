import type { EC2Client, SpotPrice } from '@aws-sdk/client-ec2';
import { AgentError, type BookRow, compareDecimals, type Decimal, isDecimal, sum, type Window } from '@openfinops/core';
import { osOfSpotProduct, spotProductOf } from './platforms.ts';
import { currencyOf } from './product.ts';

/** What has a spot price of its own. */
export interface SpotPlace {
  readonly region: string;
  readonly zone: string;
  readonly instanceType: string;
  /** As `canonicalOs` spells it. */
  readonly os: string;
}

/** A spot price, and since when it is in force. */
export interface SpotChange extends SpotPlace {
  readonly fromMs: number;
  readonly price: Decimal;
}

export interface SpotAnswer {
  readonly changes: readonly SpotChange[];
  /** Rows that were no price: left out. */
  readonly unreadable: number;
}

const HINT = 'Prices known so far stay in use; without any, the tables answer with an estimate.';
/** DescribeSpotPriceHistory answers at most 1,000 rows a page (EC2 API reference); half of that is read without holding anybody up for long. */
const PAGE_SIZE = 500;

/**
 * Every change of price inside the window, and the one in force at its start, of these types, zones and systems of one region.
 * @param spend asked before each call; false: no more calls may be made, and the answer is not whole, which throws RATE_LIMITED
 */
export async function readSpotHistory(
  client: EC2Client,
  places: readonly SpotPlace[],
  { startMs, endMs }: Window,
  { signal, spend }: { readonly signal: AbortSignal; readonly spend: () => boolean },
): Promise<SpotAnswer> {
  const { DescribeSpotPriceHistoryCommand } = await import('@aws-sdk/client-ec2');
  const region = places[0]?.region ?? '';
  const filter = filterOf(places);
  const changes: SpotChange[] = [];
  const seen = new Set<string>();
  let unreadable = 0;
  for (let token: string | undefined; ; ) {
    if (!spend()) throw new AgentError('RATE_LIMITED', `the spot prices of ${region} need more calls than an hour may have`, { hint: HINT });
    const times = { StartTime: new Date(startMs), EndTime: new Date(endMs) };
    const input = { ...filter, ...times, MaxResults: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) };
    const page = await client.send(new DescribeSpotPriceHistoryCommand(input), { abortSignal: signal });
    for (const row of page.SpotPriceHistory ?? []) {
      const change = toChange(row, region);
      if (change === undefined) unreadable += 1;
      else changes.push(change);
    }
    token = page.NextToken;
    if (token === undefined || token === '') return { changes, unreadable };
    if (seen.has(token)) throw new AgentError('SOURCE_GARBLED', `the spot prices of ${region} begin again in the middle`, { hint: HINT });
    seen.add(token);
  }
}

/** The row of a price table. The system and its licence are in a spot price. */
export function toSpotRow({ region, zone, instanceType, os, fromMs, price }: SpotChange, asOfMs: number): BookRow {
  return {
    service: 'ec2',
    region,
    zone,
    sku: instanceType,
    meter: 'compute',
    unit: 'h',
    currency: currencyOf(region),
    attributes: { os },
    prices: { spot: price },
    basis: 'list',
    asOf: `${new Date(asOfMs).toISOString().slice(0, 19)}Z`,
    fromMs,
    id: null,
  };
}

function filterOf(places: readonly SpotPlace[]) {
  const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
  const products = distinct(places.flatMap(({ os }) => spotProductOf(os) ?? []));
  return {
    InstanceTypes: distinct(places.map(({ instanceType }) => instanceType)) as NonNullable<SpotPrice['InstanceType']>[],
    // Which of the two an account is answered with depends on its age.
    ProductDescriptions: products.flatMap((product) => [product, `${product} (Amazon VPC)`]),
    Filters: [{ Name: 'availability-zone', Values: distinct(places.map(({ zone }) => zone)) }],
  };
}

function toChange(row: SpotPrice, region: string): SpotChange | undefined {
  const { AvailabilityZone: zone, InstanceType: instanceType, SpotPrice: price, Timestamp: at } = row;
  const os = osOfSpotProduct(row.ProductDescription);
  const fromMs = at?.getTime() ?? Number.NaN;
  if (zone === undefined || instanceType === undefined || os === undefined || Number.isNaN(fromMs)) return undefined;
  if (price === undefined || !isDecimal(price) || compareDecimals(price, '0') <= 0) return undefined;
  // The history writes as many zeros behind a price as it likes.
  return { region, zone, instanceType, os, fromMs, price: sum([price, '0']) };
}
