import type { BookRow } from '@openfinops/core';
import { createFakeClock, loopbackHttp } from '@openfinops/testing';
import type { ListPorts } from '../../scripts/refresh-prices/fetch-json.ts';

/** Requests to this machine alone, and a clock that does not wait. */
export function listPorts(): ListPorts & { readonly clock: ReturnType<typeof createFakeClock> } {
  return { http: loopbackHttp, clock: createFakeClock(), signal: new AbortController().signal };
}

/** A product as the price list writes it: an object inside of a text. */
export function awsProduct(given: {
  readonly sku?: string;
  readonly instanceType?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onDemand?: string;
  readonly reserved?: readonly object[];
}): string {
  const { sku = 'AAAA1111', instanceType = 'm5.large', attributes = {}, onDemand = '0.0960000000', reserved = [] } = given;
  return JSON.stringify({
    product: {
      productFamily: 'Compute Instance',
      sku,
      attributes: {
        instanceType,
        regionCode: 'us-west-2',
        operatingSystem: 'Linux',
        tenancy: 'Shared',
        preInstalledSw: 'NA',
        capacitystatus: 'Used',
        marketoption: 'OnDemand',
        usagetype: `USW2-BoxUsage:${instanceType}`,
        ...attributes,
      },
    },
    serviceCode: 'AmazonEC2',
    terms: {
      OnDemand: {
        [`${sku}.JRTCKXETXF`]: {
          sku,
          effectiveDate: '2026-11-01T00:00:00Z',
          offerTermCode: 'JRTCKXETXF',
          termAttributes: {},
          priceDimensions: { [`${sku}.JRTCKXETXF.6YS6EN2CT7`]: { unit: 'Hrs', beginRange: '0', endRange: 'Inf', pricePerUnit: { USD: onDemand } } },
        },
      },
      Reserved: Object.fromEntries(reserved.map((term, index) => [`${sku}.R${index}`, term])),
    },
    version: '20261120000000',
    publicationDate: '2026-11-20T08:00:00Z',
  });
}

export function awsReservation(given: { years: 1 | 3; offering: string; payment?: string; hourly: string; upfront?: string }): object {
  const { years, offering, payment = 'No Upfront', hourly, upfront } = given;
  return {
    termAttributes: { LeaseContractLength: `${years}yr`, OfferingClass: offering, PurchaseOption: payment },
    priceDimensions: {
      hourly: { unit: 'Hrs', pricePerUnit: { USD: hourly } },
      ...(upfront === undefined ? {} : { upfront: { unit: 'Quantity', pricePerUnit: { USD: upfront } } }),
    },
  };
}

export interface AzureItem {
  readonly retailPrice: number;
  readonly armRegionName: string;
  readonly armSkuName: string;
  readonly skuName: string;
  readonly productName: string;
  readonly meterId: string;
  readonly type: string;
  readonly unitOfMeasure: string;
  readonly tierMinimumUnits: number;
  readonly effectiveStartDate: string;
  readonly currencyCode: string;
}

export function azureItem(more: Partial<AzureItem> = {}): AzureItem {
  return {
    retailPrice: 0.192,
    armRegionName: 'eastus',
    armSkuName: 'Standard_D4s_v5',
    skuName: 'D4s v5',
    productName: 'Virtual Machines Dsv5 Series',
    meterId: '11111111-2222-3333-4444-555555555555',
    type: 'Consumption',
    unitOfMeasure: '1 Hour',
    tierMinimumUnits: 0,
    effectiveStartDate: '2026-01-01T00:00:00Z',
    currencyCode: 'USD',
    ...more,
  };
}

export function gcpSku(
  description: string,
  rates: readonly { units?: string; nanos?: number }[],
  more: { usageType?: string; usageUnit?: string } = {},
) {
  const { usageType = 'OnDemand', usageUnit = description.includes(' Ram ') ? 'GiBy.h' : 'h' } = more;
  return {
    name: 'services/6F81-5844-456A/skus/AAAA-BBBB-CCCC',
    skuId: 'AAAA-BBBB-CCCC',
    description,
    category: { serviceDisplayName: 'Compute Engine', resourceFamily: 'Compute', resourceGroup: 'N2Standard', usageType },
    serviceRegions: ['us-central1', 'us-west1'],
    pricingInfo: [
      {
        effectiveTime: '2026-11-20T10:00:00.000Z',
        pricingExpression: {
          usageUnit,
          tieredRates: rates.map(({ units = '0', nanos = 0 }) => ({ startUsageAmount: 0, unitPrice: { currencyCode: 'USD', units, nanos } })),
        },
      },
    ],
  };
}

export function tableRow(sku: string, onDemand: string, more: Partial<BookRow> = {}): BookRow {
  return {
    service: 'ec2',
    region: 'us-west-2',
    sku,
    meter: 'compute',
    unit: 'h',
    currency: 'USD',
    attributes: { os: 'linux' },
    prices: { 'on-demand': onDemand },
    basis: 'list',
    asOf: '2026-11-01',
    fromMs: 0,
    id: null,
    ...more,
  };
}
