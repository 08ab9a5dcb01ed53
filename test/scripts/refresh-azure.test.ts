import { type LoopbackServer, startLoopbackServer } from '@openfinops/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchAzureMachines, toRows } from '../../scripts/refresh-prices/azure-retail.ts';
import { type AzureItem, azureItem, listPorts } from './refresh-fixtures.ts';

const NOW = Date.UTC(2026, 10, 21, 10);

describe('toRows', () => {
  it('puts the on-demand and the spot price of a machine on one row', () => {
    const items = [azureItem(), azureItem({ skuName: 'D4s v5 Spot', retailPrice: 0.0384, meterId: 'spot' })];

    const rows = toRows(items, NOW);

    expect(rows).toEqual([
      expect.objectContaining({
        service: 'vm',
        region: 'eastus',
        sku: 'Standard_D4s_v5',
        prices: { 'on-demand': '0.192', spot: '0.0384' },
        asOf: '2026-11-21',
      }),
    ]);
  });

  it.each([
    { what: 'Windows at the end of the name', more: { productName: 'Virtual Machines Dsv5 Series Windows' } },
    { what: 'Windows in the middle of the name', more: { productName: 'Virtual Machines BS Series Windows Promo' } },
    { what: 'low priority', more: { skuName: 'D4s v5 Low Priority' } },
    { what: 'a cloud service', more: { productName: 'Dsv5 Series Cloud Services' } },
    { what: 'a dedicated host', more: { productName: 'Dsv5 Series Dedicated Host' } },
    { what: 'an expired price', more: { skuName: 'D4s v5 Expired' } },
    { what: 'a reservation, which is for a whole term', more: { type: 'Reservation' } },
    { what: 'development and test', more: { type: 'DevTestConsumption' } },
    { what: 'another unit', more: { unitOfMeasure: '100 Hours' } },
    { what: 'another currency', more: { currencyCode: 'EUR' } },
    { what: 'a price of 0', more: { retailPrice: 0 } },
  ])('leaves out $what', ({ more }) => {
    const rows = toRows([azureItem(more), azureItem({ armSkuName: 'Standard_D8s_v5' })], NOW);

    expect(rows.map(({ sku }) => sku)).toEqual(['Standard_D8s_v5']);
  });

  it('takes the price that came into force last, but none of the future, and trims names', () => {
    const rows = toRows(
      [
        azureItem({ armSkuName: 'Standard_NM16ads_MA35D  ', retailPrice: 0.3, effectiveStartDate: '2025-01-01T00:00:00Z' }),
        azureItem({ armSkuName: 'Standard_NM16ads_MA35D', retailPrice: 0.2, effectiveStartDate: '2026-01-01T00:00:00Z' }),
        azureItem({ armSkuName: 'Standard_NM16ads_MA35D', retailPrice: 0.1, effectiveStartDate: '2027-01-01T00:00:00Z' }),
      ],
      NOW,
    );

    expect(rows.map(({ sku, prices }) => [sku, prices])).toEqual([['Standard_NM16ads_MA35D', { 'on-demand': '0.2' }]]);
  });

  it('drops a spot price above the on-demand price', () => {
    const rows = toRows([azureItem(), azureItem({ skuName: 'D4s v5 Spot', retailPrice: 0.2 })], NOW);

    expect(rows.map(({ prices }) => prices)).toEqual([{ 'on-demand': '0.192' }]);
  });
});

describe('fetchAzureMachines', () => {
  let server: LoopbackServer | undefined;
  afterEach(() => server?.close());
  const serve = async (pages: readonly { items: readonly AzureItem[]; count?: number; next?: string }[]): Promise<LoopbackServer> => {
    let index = 0;
    server = await startLoopbackServer((_, response) => {
      const { items, count = items.length, next } = pages[Math.min(index, pages.length - 1)] ?? { items: [] };
      index += 1;
      const link = next === undefined ? null : `http://127.0.0.1:${response.socket?.localPort}${next}`;
      response.end(JSON.stringify({ BillingCurrency: 'USD', Items: items, NextPageLink: link, Count: count }));
    });
    return server;
  };
  const fetchFrom = ({ url }: LoopbackServer) => fetchAzureMachines('eastus', { nowMs: () => NOW, url: `${url}/prices` }, listPorts());

  it('follows the links as they are given', async () => {
    const at = await serve([
      { items: [azureItem()], count: 1000, next: '/prices?$skip=1000' },
      { items: [azureItem({ armSkuName: 'Standard_D8s_v5' })] },
    ]);

    const rows = await fetchFrom(at);

    expect(rows.map(({ sku }) => sku)).toEqual(['Standard_D4s_v5', 'Standard_D8s_v5']);
    expect(at.requests[1]).toBe('GET /prices?$skip=1000');
  });

  it.each([{ count: 100 }, { count: 1000 }])('refuses a list that ends with a full page of $count: its next page is missing', async ({ count }) => {
    const at = await serve([{ items: [azureItem()], count }]);

    await expect(fetchFrom(at)).rejects.toMatchObject({ code: 'SOURCE_GARBLED' });
  });

  it('refuses a list that leads back to itself', async () => {
    const at = await serve([{ items: [azureItem()], next: '/prices?$skip=1000' }]);

    await expect(fetchFrom(at)).rejects.toMatchObject({ code: 'SOURCE_GARBLED' });
  });
});
