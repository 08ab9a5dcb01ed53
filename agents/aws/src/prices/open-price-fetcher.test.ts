import { createFakePorts, startAwsEmulator } from '@openfinops/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AwsOptions } from '../options.ts';
import { openAwsPriceFetcher } from './open-price-fetcher.ts';

describe('openAwsPriceFetcher', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('reads the list near the agent, wherever the machines are, and counts its calls', async () => {
    const aws = await startAwsEmulator({ seed: 1, estate: { instances: 1, regions: ['us-west-2'] } });
    const env = { AWS_ENDPOINT_URL: aws.url, AWS_REGION: 'us-west-2', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'made-up' };
    // The SDK reads the environment by itself.
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const ports = createFakePorts({ env });
    const fetcher = await openAwsPriceFetcher(AwsOptions.parse({}), ports);

    const rows = await fetcher.fetch('eip', 'us-west-2', new AbortController().signal);

    await fetcher.close?.();
    await aws.close();
    expect(rows.map(({ sku, region, prices }) => [sku, region, prices['on-demand']])).toEqual([['public-ipv4', 'us-west-2', '0.005']]);
    expect(aws.calls()).toMatchObject([{ operation: 'GetProducts', region: 'us-east-1', calls: 1 }]);
  });
});
