import { type LoopbackServer, startLoopbackServer } from '@openfinops/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchAwsMachines, toRows } from '../../scripts/refresh-prices/aws-products.ts';
import { signAws } from '../../scripts/refresh-prices/sign-aws.ts';
import { awsProduct, awsReservation, listPorts } from './refresh-fixtures.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const nowMs = () => Date.UTC(2026, 10, 21, 10);

describe('toRows', () => {
  it('reads the price, its date and its id', () => {
    const rows = toRows([awsProduct({})]);

    expect(rows).toEqual([
      expect.objectContaining({
        service: 'ec2',
        region: 'us-west-2',
        sku: 'm5.large',
        unit: 'h',
        currency: 'USD',
        prices: { 'on-demand': '0.096' },
        asOf: '2026-11-20',
        id: 'AAAA1111',
      }),
    ]);
  });

  it.each([
    { what: 'an unused reservation', attributes: { capacitystatus: 'UnusedCapacityReservation' } },
    { what: 'dedicated hardware', attributes: { tenancy: 'Dedicated' } },
    { what: 'Windows', attributes: { operatingSystem: 'Windows' } },
    { what: 'a machine with SQL Server', attributes: { preInstalledSw: 'SQL Std' } },
  ])('leaves out $what, whatever the filter let through', ({ attributes }) => {
    const rows = toRows([awsProduct({ attributes }), awsProduct({ instanceType: 'm5.xlarge' })]);

    expect(rows.map(({ sku }) => sku)).toEqual(['m5.xlarge']);
  });

  it('takes 0 for no price', () => {
    const rows = toRows([awsProduct({ onDemand: '0.0000000000' })]);

    expect(rows).toEqual([]);
  });

  it('reads reservations without upfront payment by term and class, and no others', () => {
    const reserved = [
      awsReservation({ years: 1, offering: 'standard', hourly: '0.0600000000' }),
      awsReservation({ years: 3, offering: 'convertible', hourly: '0.0500000000', upfront: '262.8' }),
      awsReservation({ years: 1, offering: 'convertible', payment: 'All Upfront', hourly: '0.0000000000', upfront: '500' }),
    ];

    const [row] = toRows([awsProduct({ reserved })]);

    expect(row?.prices).toEqual({ 'on-demand': '0.096', 'reserved-1y-standard': '0.06', 'reserved-3y-convertible': '0.06' });
  });

  it('refuses one machine at two prices', () => {
    expect(() => toRows([awsProduct({}), awsProduct({ sku: 'BBBB2222', onDemand: '0.1' })])).toThrow('m5.large in us-west-2 is quoted at two prices');
  });
});

describe('fetchAwsMachines', () => {
  let server: LoopbackServer | undefined;
  afterEach(() => server?.close());

  it('asks for page after page, signed, until there is no token', async () => {
    const bodies: string[] = [];
    const signatures: unknown[] = [];
    server = await startLoopbackServer((request, response) => {
      signatures.push(request.headers.authorization);
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      request.on('end', () => {
        const isFirst = bodies.length === 1;
        const page = isFirst
          ? { PriceList: [awsProduct({})], NextToken: 'two' }
          : { PriceList: [awsProduct({ instanceType: 'm5.xlarge' })], NextToken: '' };
        response.end(JSON.stringify(page));
      });
    });

    const rows = await fetchAwsMachines('us-west-2', { credentials, nowMs, url: `${server.url}/` }, listPorts());

    expect(rows.map(({ sku }) => sku)).toEqual(['m5.large', 'm5.xlarge']);
    expect(bodies.map((body) => (JSON.parse(body) as { NextToken?: string }).NextToken)).toEqual([undefined, 'two']);
    expect(signatures).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('Credential=AKIDEXAMPLE/20261121/us-east-1/pricing/aws4_request') as string),
    );
  });

  it('refuses a list that begins again in the middle', async () => {
    server = await startLoopbackServer((_, response) => response.end(JSON.stringify({ PriceList: [awsProduct({})], NextToken: 'again' })));

    const fetching = fetchAwsMachines('us-west-2', { credentials, nowMs, url: `${server.url}/` }, listPorts());

    await expect(fetching).rejects.toMatchObject({ code: 'SOURCE_GARBLED' });
  });

  it('waits as long as a busy server says, then goes on', async () => {
    let calls = 0;
    server = await startLoopbackServer((_, response) => {
      calls += 1;
      if (calls > 1) response.end(JSON.stringify({ PriceList: [awsProduct({})] }));
      else response.writeHead(429, { 'retry-after': '7' }).end();
    });
    const ports = listPorts();

    const rows = await fetchAwsMachines('us-west-2', { credentials, nowMs, url: `${server.url}/` }, ports);

    expect(rows).toHaveLength(1);
    expect(ports.clock.sleeps).toEqual([7000]);
  });

  it.each([
    { status: 400, code: 'AUTH_DENIED' },
    { status: 401, code: 'AUTH_MISSING' },
    { status: 503, code: 'RATE_LIMITED' },
  ])('ends with $code when every answer is $status', async ({ status, code }) => {
    server = await startLoopbackServer((_, response) => response.writeHead(status).end('{"__type":"AccessDeniedException"}'));

    const fetching = fetchAwsMachines('us-west-2', { credentials, nowMs, url: `${server.url}/` }, listPorts());

    await expect(fetching).rejects.toMatchObject({ code });
  });
});

describe('signAws', () => {
  /** The example `post-vanilla` of the Signature Version 4 test suite. */
  it('signs as the published example does', () => {
    const signed = signAws(
      { url: 'https://example.amazonaws.com/', body: '', headers: {} },
      { region: 'us-east-1', service: 'service', nowMs: Date.UTC(2015, 7, 30, 12, 36, 0) },
      { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
    );

    expect(signed.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
        'Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    );
  });

  it('signs the token of temporary credentials too', () => {
    const signed = signAws(
      { url: 'https://example.amazonaws.com/', body: '{}', headers: {} },
      { region: 'us-east-1', service: 'pricing', nowMs: 0 },
      { ...credentials, sessionToken: 'token' },
    );

    expect(signed['x-amz-security-token']).toBe('token');
    expect(signed.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
  });
});
