import type { BookRow } from '@openfinops/core';
import { bookRow } from './price-cells.ts';

/** Since 2024-02-01 a public IPv4 address costs the same in every region (AWS News Blog, 2023-07-28); in China it is quoted in yuan. */
const SINCE = '2024-02-01';
const USD_PER_HOUR = '0.005';

/** Public addresses in regions of which no source has a row of its own; those of governments are not confirmed by a second source. */
export function addressRows(regions: Iterable<string>, known: ReadonlySet<string>): BookRow[] {
  const unknown = [...new Set(regions)].filter((region) => !known.has(region) && !region.startsWith('cn-'));
  return unknown.map((region) =>
    bookRow({
      service: 'eip',
      region,
      sku: 'public-ipv4',
      meter: 'address',
      prices: { 'on-demand': USD_PER_HOUR },
      basis: region.startsWith('us-gov-') ? 'unverified' : 'list',
      asOf: SINCE,
    }),
  );
}
