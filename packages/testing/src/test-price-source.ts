import { type BookRow, compareDecimals, isDecimal, METERS, PRICE_COLUMNS } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';

/** A provider's price list that a test can break, and the part of it that the fetcher is asked for. */
export interface PriceListPlace {
  readonly fetcher: {
    readonly services: readonly string[];
    fetch(service: string, region: string, signal: AbortSignal): Promise<readonly BookRow[]>;
  };
  /** One of the fetcher's services, in a region of which the list has at least one price. */
  readonly service: string;
  readonly region: string;
  /** From now on the list breaks off in the middle: a page is missing, or a body ends early. */
  breakOff(): void;
  /** From now on every call is refused (403, 429, 500, …). */
  refuse(): void;
  /** Calls that the list has taken so far. */
  calls(): number;
  close?(): Promise<void>;
}

/** The contract that every fetcher of live prices keeps, whatever list it reads. */
export function testPriceFetcher(name: string, make: () => Promise<PriceListPlace> | PriceListPlace): void {
  describe(`${name} (price fetcher contract)`, () => {
    const places: PriceListPlace[] = [];
    const makePlace = async (): Promise<PriceListPlace> => {
      const place = await make();
      places.push(place);
      return place;
    };
    const fetchFrom = ({ fetcher, service, region }: PriceListPlace, signal = new AbortController().signal) => fetcher.fetch(service, region, signal);
    afterEach(async () => {
      for (const place of places.splice(0)) await place.close?.();
    });

    it('gives prices of the service and region that it was asked for, and of nothing else', async () => {
      const place = await makePlace();

      const rows = await fetchFrom(place);

      expect(place.fetcher.services).toContain(place.service);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter(({ service, region }) => service !== place.service || region !== place.region)).toEqual([]);
    });

    it('gives decimals above 0, in the units of their meter, with a currency and a date', async () => {
      const rows = await fetchFrom(await makePlace());

      expect(rows.flatMap(faultsOf)).toEqual([]);
    });

    it('gives each price once', async () => {
      const rows = await fetchFrom(await makePlace());

      const keys = rows.map(({ sku, zone, meter, unit, currency, attributes, fromMs }) =>
        JSON.stringify([sku.toLowerCase(), zone ?? '', meter, unit, currency, fromMs, Object.entries(attributes).sort()]),
      );

      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    });

    it('gives the same answer to the same list', async () => {
      const place = await makePlace();

      const first = await fetchFrom(place);
      const second = await fetchFrom(place);

      expect(second).toEqual(first);
    });

    it('rejects rather than give a part of the list', async () => {
      const place = await makePlace();
      place.breakOff();

      await expect(fetchFrom(place)).rejects.toThrow();
    });

    it('rejects when it is refused, with an error that says what to do', async () => {
      const place = await makePlace();
      place.refuse();

      await expect(fetchFrom(place)).rejects.toMatchObject({ name: 'AgentError', hint: expect.stringMatching(/\w/) as string });
    });

    it('asks nobody once the signal has aborted', async () => {
      const place = await makePlace();
      const before = place.calls();

      const fetching = fetchFrom(place, AbortSignal.abort());

      await expect(fetching).rejects.toMatchObject({ name: 'AbortError' });
      expect(place.calls()).toBe(before);
    });
  });
}

function faultsOf(row: BookRow): string[] {
  const units: readonly string[] = METERS[row.meter] ?? [];
  const faults: string[] = [];
  const prices = PRICE_COLUMNS.flatMap((column) => row.prices[column] ?? []);
  if (prices.length === 0) faults.push('no price');
  if (prices.some((price) => !isDecimal(price) || compareDecimals(price, '0') <= 0)) faults.push('a price that is no decimal above 0');
  if (!units.includes(row.unit)) faults.push(`unit ${row.unit} for ${row.meter}`);
  if (!/^[A-Z]{3}$/.test(row.currency)) faults.push(`currency ${row.currency}`);
  if (Number.isNaN(Date.parse(row.asOf))) faults.push(`date ${row.asOf}`);
  if (!Number.isSafeInteger(row.fromMs) || row.fromMs < 0) faults.push(`in force since ${row.fromMs}`);
  if (row.sku !== row.sku.trim() || row.sku === '') faults.push('a name with spaces around it');
  return faults.map((fault) => `${row.sku}: ${fault}`);
}
