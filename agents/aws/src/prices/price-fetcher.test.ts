import { PricingClient } from '@aws-sdk/client-pricing';
import { type AwsEmulator, type AwsFaultRule, createFakeClock, startAwsEmulator } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsPriceFetcher } from './price-fetcher.ts';
import { sampleProduct } from './sample-product.ts';

const never = new AbortController().signal;
const LINUX = { os: 'linux' };
const listOf = (...entries: string[]) => JSON.stringify({ FormatVersion: 'aws_v1', PriceList: entries });

describe('createAwsPriceFetcher', () => {
  let aws: AwsEmulator;
  let client: PricingClient;
  let closed: number;
  beforeEach(async () => {
    aws = await startAwsEmulator({ seed: 7, estate: { instances: 1 } });
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'made-up' };
    client = new PricingClient({ region: 'us-east-1', endpoint: aws.url, credentials, maxAttempts: 1 });
    closed = 0;
  });
  afterEach(async () => {
    client.destroy();
    await aws.close();
  });

  const fetcherOf = () =>
    createAwsPriceFetcher({
      clients: {
        pricing: async () => client,
        close: () => {
          closed += 1;
        },
      },
      clock: createFakeClock(),
    });
  const replyWith = (body: string): AwsFaultRule => ({ on: 'pricing:GetProducts', fault: { type: 'body', body } });

  it('brings the types and systems in use by one call', async () => {
    const inUse = [
      { sku: 'm5.large', attributes: LINUX },
      { sku: 'm5.xlarge', attributes: { os: 'windows' } },
    ];

    const rows = await fetcherOf().fetch('ec2', 'us-west-2', never, inUse);

    const prices = rows.map(({ sku, attributes, prices: of }) => `${sku} ${attributes.os} ${of['on-demand']}`);
    // 4 vCPU x 0.046 on top of 0.192.
    expect(prices.sort()).toEqual(['m5.large linux 0.096', 'm5.large windows 0.188', 'm5.xlarge linux 0.192', 'm5.xlarge windows 0.376']);
    expect(aws.calls()).toMatchObject([{ operation: 'GetProducts', calls: 1 }]);
  });

  it('lets others have a turn while it reads', async () => {
    let turns = 0;
    const breathe = async () => {
      turns += 1;
    };
    const fetcher = createAwsPriceFetcher({ clients: { pricing: async () => client, close: () => {} }, clock: { nowMs: () => 0, breathe } });

    const rows = await fetcher.fetch('ec2', 'us-west-2', never);

    expect(turns).toBeGreaterThanOrEqual(Math.floor(rows.length / 5));
  });

  it('brings everything, page by page, where nobody says what is in use', async () => {
    const rows = await fetcherOf().fetch('ec2', 'us-west-2', never);

    const hosts = rows.filter(({ attributes }) => attributes.tenancy === 'host');
    expect(new Set(rows.map(({ sku }) => sku)).size).toBe(18 + 2);
    expect(hosts.map(({ sku, prices }) => [sku, prices['on-demand']])).toEqual([
      ['m5', '5.069'],
      ['c5', '4.488'],
    ]);
    expect(rows.every(({ region }) => region === 'us-west-2')).toBe(true);
  });

  it('brings disks, snapshots and addresses, whatever is in use', async () => {
    const fetcher = fetcherOf();

    const disks = await fetcher.fetch('ebs', 'us-west-2', never, [{ sku: 'gp3', attributes: {} }]);
    const addresses = await fetcher.fetch('eip', 'us-west-2', never, [{ sku: 'public-ipv4', attributes: {} }]);

    const priceOf = (sku: string, meter: string) => disks.find((row) => row.sku === sku && row.meter === meter)?.prices['on-demand'];
    expect([priceOf('gp3', 'storage'), priceOf('gp3', 'iops'), priceOf('gp3', 'throughput')]).toEqual(['0.08', '0.005', '0.04']);
    expect([priceOf('gp2', 'storage'), priceOf('io2', 'iops'), priceOf('snapshot', 'snapshot')]).toEqual(['0.1', '0.065', '0.05']);
    expect(addresses.map(({ sku, prices }) => [sku, prices['on-demand']])).toEqual([['public-ipv4', '0.005']]);
  });

  it('says that access was denied, and what to do', async () => {
    aws.setFaults([{ on: 'pricing:GetProducts', fault: { type: 'deny' } }]);

    const fetching = fetcherOf().fetch('ec2', 'us-west-2', never);

    await expect(fetching).rejects.toMatchObject({ code: 'AUTH_DENIED', message: expect.stringContaining('pricing:GetProducts') as string });
  });

  it('refuses a list that begins again in the middle', async () => {
    aws.setFaults([replyWith(JSON.stringify({ PriceList: [sampleProduct()], NextToken: 'MA==' }))]);

    await expect(fetcherOf().fetch('ec2', 'us-west-2', never)).rejects.toMatchObject({ code: 'SOURCE_GARBLED' });
  });

  it('refuses a list with an entry that cannot be read', async () => {
    aws.setFaults([replyWith(listOf(sampleProduct(), '{"product":'))]);

    await expect(fetcherOf().fetch('ec2', 'us-west-2', never)).rejects.toMatchObject({ code: 'SOURCE_GARBLED' });
  });

  it('believes neither of two prices of one thing, and everything beside them', async () => {
    const cheap = sampleProduct();
    const dear = sampleProduct({ price: '0.1000000000' });
    const other = sampleProduct({ attributes: { instanceType: 'c5.large' }, price: '0.0850000000' });
    aws.setFaults([replyWith(listOf(cheap, dear, other, cheap))]);

    const rows = await fetcherOf().fetch('ec2', 'us-west-2', never);

    expect(rows.map(({ sku, prices }) => [sku, prices['on-demand']])).toEqual([
      ['m5.large', '0'],
      ['c5.large', '0.085'],
    ]);
  });

  it.each([
    { what: 'before', prices: ['0.0000000000', '0.0960000000'] },
    { what: 'after', prices: ['0.0960000000', '0.0000000000'] },
  ])('passes over an entry without a price $what one with a price', async ({ prices }) => {
    aws.setFaults([replyWith(listOf(...prices.map((price) => sampleProduct({ price }))))]);

    const rows = await fetcherOf().fetch('ec2', 'us-west-2', never);

    expect(rows.map((row) => row.prices['on-demand'])).toEqual(['0.096']);
  });

  it('leaves out what the list says of other regions', async () => {
    aws.setFaults([replyWith(listOf(sampleProduct({ attributes: { regionCode: 'us-west-2-lax-1' } })))]);

    expect(await fetcherOf().fetch('ec2', 'us-west-2', never)).toEqual([]);
  });

  it.each([
    { region: 'us-west-2', serves: true },
    { region: 'cn-north-1', serves: true },
    { region: 'us-gov-west-1', serves: false },
    { region: 'us-iso-east-1', serves: false },
    { region: 'eusc-de-east-1', serves: false },
  ])('serves $region: $serves', ({ region, serves }) => {
    expect(fetcherOf().serves?.(region)).toBe(serves);
  });

  it('rejects with the reason of an abort, and closes its clients', async () => {
    const fetcher = fetcherOf();
    const reason = new DOMException('stopped', 'AbortError');

    const fetching = fetcher.fetch('ec2', 'us-west-2', AbortSignal.abort(reason));

    await expect(fetching).rejects.toBe(reason);
    await fetcher.close?.();
    expect(closed).toBe(1);
  });
});
