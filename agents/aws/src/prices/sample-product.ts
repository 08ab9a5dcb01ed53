/** For tests: entries of the price list in its shape, with made-up codes. */
export interface SampleProduct {
  readonly family?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly unit?: string;
  /** In USD, with ten decimals; null: without a price. */
  readonly price?: string | null;
  readonly terms?: object;
}

/** A machine with Linux that runs, as the list has it. */
const M5_LARGE: Readonly<Record<string, string>> = {
  servicecode: 'AmazonEC2',
  regionCode: 'us-west-2',
  location: 'US West (Oregon)',
  instanceType: 'm5.large',
  operatingSystem: 'Linux',
  preInstalledSw: 'NA',
  tenancy: 'Shared',
  licenseModel: 'No License required',
  capacitystatus: 'Used',
  marketoption: 'OnDemand',
  usagetype: 'USW2-BoxUsage:m5.large',
};

export function sampleProduct({
  family = 'Compute Instance',
  attributes = {},
  unit = 'Hrs',
  price = '0.0960000000',
  terms,
}: SampleProduct = {}): string {
  const dimension = { unit, beginRange: '0', endRange: 'Inf', description: 'made up', pricePerUnit: price === null ? {} : { USD: price } };
  return JSON.stringify({
    product: { productFamily: family, attributes: { ...M5_LARGE, ...attributes }, sku: 'SAMPLE0000000001' },
    serviceCode: attributes.servicecode ?? 'AmazonEC2',
    terms: terms ?? {
      OnDemand: {
        'SAMPLE0000000001.TERM000001': {
          priceDimensions: { 'SAMPLE0000000001.TERM000001.RATE000001': dimension },
          effectiveDate: '2026-11-01T00:00:00Z',
          termAttributes: {},
        },
      },
    },
    version: '20261120000000',
    publicationDate: '2026-11-20T00:00:00Z',
  });
}

/** A disk, a snapshot or an address: what tells is the usage type. */
export function sampleUsage(usagetype: string, unit: string, price: string | null): string {
  const servicecode = usagetype.includes('PublicIPv4') ? 'AmazonVPC' : 'AmazonEC2';
  return sampleProduct({ family: 'Storage', attributes: { servicecode, usagetype: `USW2-${usagetype}` }, unit, price });
}
