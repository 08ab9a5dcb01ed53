import type { ProviderDefinition } from '@openfinops/core';
import { AwsOptions } from './options.ts';
import { AWS_PERMISSIONS } from './permissions.ts';

/** An AWS account: what it has, what that does, and what it costs. */
export const definition: ProviderDefinition<AwsOptions> = {
  id: 'aws',
  summary: 'An AWS account: EC2 machines, their disks and addresses',
  options: AwsOptions,
  permissions: AWS_PERMISSIONS,
  async plan(options, counts) {
    const { planCollection } = await import('./collect/plan.ts');
    return planCollection(counts, options);
  },
  async create(options, ports) {
    const { createAwsProvider } = await import('./provider.ts');
    return await createAwsProvider(options, ports);
  },
  async createPriceFetcher(options, ports) {
    const { openAwsPriceFetcher } = await import('./prices/open-price-fetcher.ts');
    return openAwsPriceFetcher(options, ports);
  },
};
