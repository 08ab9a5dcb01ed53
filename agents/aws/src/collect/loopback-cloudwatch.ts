import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { AwsClients } from '../clients/aws-clients.ts';
import { createCloudWatchProtocol } from './cloudwatch-protocol.ts';

/** For tests: CloudWatch's client of a loopback address, with our protocol or the SDK's own. */
export function createLoopbackCloudWatch(
  endpoint: string,
  { protocol = 'ours' as 'ours' | 'sdk', maxAttempts = 3 } = {},
): Pick<AwsClients, 'cloudWatch'> & {
  close(): void;
} {
  const opened = new Map<string, CloudWatchClient>();
  const open = (region: string): CloudWatchClient =>
    new CloudWatchClient({
      region,
      endpoint,
      maxAttempts,
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'of-nobody' },
      logger: {} as Console,
      ...(protocol === 'ours'
        ? { protocol: createCloudWatchProtocol({ turnstile: { pass: () => new Promise((resolve) => setImmediate(resolve)) } }) }
        : {}),
    });
  return {
    async cloudWatch(region) {
      const client = opened.get(region) ?? open(region);
      opened.set(region, client);
      return client;
    },
    close() {
      for (const client of opened.values()) client.destroy();
    },
  };
}
