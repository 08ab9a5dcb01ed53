import { compareDecimals, type Log, type PriceKey, type PriceRow, type PriceSource, type Window } from '@openfinops/core';

/** More are not told apart: a market that has gone mad is said often enough. */
const MOST_SAID = 1000;

/**
 * The same source; a spot price above the price on demand is used as it is, since it is what is paid, and said once for each type and zone.
 * @param listed where prices on demand are listed; undefined: nothing to hold them against
 */
export function watchSpotPrices(source: PriceSource, listed: PriceSource | undefined, log: Pick<Log, 'warn'>): PriceSource {
  const said = new Set<string>();
  return {
    name: source.name,
    find(key, window) {
      const answer = source.find(key, window);
      if (answer === null || 'missing' in answer || key.purchase !== 'spot' || listed === undefined) return answer;
      const place = `${key.region} ${key.zone ?? ''} ${key.sku}`;
      const onDemand = said.has(place) || said.size >= MOST_SAID ? undefined : onDemandRow(listed, key, window);
      const spot = answer.rows.find((row) => onDemand !== undefined && isAbove(row, onDemand));
      if (onDemand === undefined || spot === undefined) return answer;
      said.add(place);
      const { region, zone, sku } = key;
      log.warn(
        { region, zone, sku, spotPrice: spot.listPrice, onDemandPrice: onDemand.listPrice, asOf: spot.asOf },
        'spot price above the price on demand',
      );
      return answer;
    },
  };
}

function onDemandRow(listed: PriceSource, { zone: _, ...key }: PriceKey, window: Window): PriceRow | undefined {
  const answer = listed.find({ ...key, purchase: 'on-demand' }, window);
  return answer === null || 'missing' in answer ? undefined : answer.rows.at(-1);
}

function isAbove(spot: PriceRow, onDemand: PriceRow): boolean {
  return spot.currency === onDemand.currency && spot.unit === onDemand.unit && compareDecimals(spot.listPrice, onDemand.listPrice) > 0;
}
