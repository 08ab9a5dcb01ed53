import type { LivePriceFetcher, Ports } from '@openfinops/core';
import { createAwsClients } from '../clients/aws-clients.ts';
import type { AwsOptions } from '../options.ts';
import { createOwnCalls } from '../own-calls.ts';
import { createAwsPriceFetcher } from './price-fetcher.ts';

/** The price list with clients of its own, which its `close` closes. Loads the SDK now, so that nothing else waits for it later. */
export async function openAwsPriceFetcher(options: AwsOptions, ports: Ports): Promise<LivePriceFetcher> {
  await import('@aws-sdk/client-pricing');
  const clients = createAwsClients({ options, ports, calls: createOwnCalls(ports.metrics) });
  return createAwsPriceFetcher({ clients, clock: ports.clock });
}
