import { type LoopbackServer, startLoopbackServer } from '@openfinops/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { composeMachines } from '../../scripts/refresh-prices/gcp-machines.ts';
import { fetchGcpSkus, toParts } from '../../scripts/refresh-prices/gcp-skus.ts';
import { gcpSku, listPorts } from './refresh-fixtures.ts';

const N2 = [
  gcpSku('N2 Instance Core running in Americas', [{ nanos: 31_611_000 }]),
  gcpSku('N2 Instance Ram running in Americas', [{ nanos: 4_237_000 }]),
];
const spec = { sku: 'n2-standard-4', vcpu: 4, memoryGib: 16, arch: null, gpuModel: null, gpuCount: 0, localSsdGib: null };

describe('toParts', () => {
  it.each([
    { description: 'N2 Instance Core running in Americas', family: 'n2', part: 'core' },
    { description: 'C2D AMD Instance Ram running in Virginia', family: 'c2d', part: 'ram' },
    { description: 'C4A Arm Instance Core running in Iowa', family: 'c4a', part: 'core' },
    { description: 'Compute optimized Core running in Americas', family: 'c2', part: 'core' },
    { description: 'Memory-optimized Instance Ram running in Americas', family: 'm1', part: 'ram' },
    { description: 'N1 Predefined Instance Core running in Americas', family: 'n1', part: 'core' },
    { description: 'Spot Preemptible N2 Instance Core running in Americas', family: 'n2', part: 'core' },
  ])('reads "$description"', ({ description, family, part }) => {
    const parts = toParts([gcpSku(description, [{ nanos: 5_000_000 }])]);

    expect(parts).toHaveLength(2);
    expect(parts[0]).toMatchObject({ family, part, region: 'us-central1', column: 'on-demand', price: '0.005' });
  });

  it.each([
    { description: 'N2 Custom Instance Core running in Americas' },
    { description: 'N2 Sole Tenancy Instance Core running in Americas' },
    { description: 'Nvidia L4 GPU running in Americas' },
    { description: 'Commitment v1: N2 Cpu in Americas for 1 Year' },
  ])('leaves out "$description"', ({ description }) => {
    expect(toParts([gcpSku(description, [{ nanos: 1 }])])).toEqual([]);
  });

  it('adds whole dollars and billionths, and takes the step that is paid after the free one', () => {
    const parts = toParts([gcpSku('N2 Instance Core running in Americas', [{}, { units: '2', nanos: 933_908_000 }])]);

    expect(parts[0]?.price).toBe('2.933908');
  });

  it('takes 0 for no price, and a commitment for something else', () => {
    const skus = [
      gcpSku('N2 Instance Core running in Americas', [{}]),
      gcpSku('N2 Instance Core running in Americas', [{ nanos: 1 }], { usageType: 'Commit1Yr' }),
    ];

    expect(toParts(skus)).toEqual([]);
  });
});

describe('composeMachines', () => {
  it('adds 4 vCPU and 16 GiB up: 4 x 0.031611 + 16 x 0.004237', () => {
    const rows = composeMachines('us-central1', [spec], toParts(N2));

    expect(rows.map(({ sku, prices, asOf }) => [sku, prices, asOf])).toEqual([['n2-standard-4', { 'on-demand': '0.194236' }, '2026-11-20']]);
  });

  it.each([
    { what: 'a GPU', more: { gpuCount: 1 } },
    { what: 'disks of its own', more: { sku: 'n2-standard-4-lssd' } },
    { what: 'unknown memory', more: { memoryGib: null } },
    { what: 'a family without parts', more: { sku: 'c3-standard-4' } },
  ])('makes up no machine with $what', ({ more }) => {
    expect(composeMachines('us-central1', [{ ...spec, ...more }], toParts(N2))).toEqual([]);
  });

  it('makes up no machine in a region that the list does not name', () => {
    expect(composeMachines('mars-central1', [spec], toParts(N2))).toEqual([]);
  });
});

describe('fetchGcpSkus', () => {
  let server: LoopbackServer | undefined;
  afterEach(() => server?.close());

  it('asks until there is no token, with the key in a header and not in the address', async () => {
    const keys: unknown[] = [];
    server = await startLoopbackServer((request, response) => {
      keys.push(request.headers['x-goog-api-key']);
      const isFirst = keys.length === 1;
      response.end(JSON.stringify({ skus: [N2[isFirst ? 0 : 1]], nextPageToken: isFirst ? 'two' : '' }));
    });

    const skus = await fetchGcpSkus({ apiKey: 'key', url: `${server.url}/skus` }, listPorts());

    expect(skus).toHaveLength(2);
    expect(keys).toEqual(['key', 'key']);
    expect(server.requests).toEqual(['GET /skus?currencyCode=USD&pageSize=5000', 'GET /skus?currencyCode=USD&pageSize=5000&pageToken=two']);
  });

  it('refuses a list that begins again in the middle', async () => {
    server = await startLoopbackServer((_, response) => response.end(JSON.stringify({ skus: N2, nextPageToken: 'again' })));

    await expect(fetchGcpSkus({ apiKey: 'key', url: `${server.url}/skus` }, listPorts())).rejects.toMatchObject({ code: 'SOURCE_GARBLED' });
  });
});
