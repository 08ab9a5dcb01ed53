import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { PricingClient } from '@aws-sdk/client-pricing';
import type { STSClient } from '@aws-sdk/client-sts';
import { state as sdkWarnings } from '@aws-sdk/core/client';
import type { Ports } from '@openfinops/core';
import { createCallLimiter } from '../limits/call-limiter.ts';
import type { AwsOptions } from '../options.ts';
import type { AwsApi, OwnCalls } from '../own-calls.ts';
import { homeRegion, priceListRegion } from '../regions.ts';
import { type CredentialsProvider, renewExpired, roleCredentials, sharedProvider } from './credentials.ts';
import { limitTime } from './limit-time.ts';
import { createRequestHandler } from './request-handler.ts';
import { SILENT } from './silent.ts';
import { createTurnstile } from './turnstile.ts';
import { type WatchedClient, watchCalls } from './watch-calls.ts';

/** The SDK's clients, each imported at first use, one a region. Timeouts, limits, retries, proxies and the counting of calls are inside. */
export interface AwsClients {
  ec2(region: string): Promise<EC2Client>;
  cloudWatch(region: string): Promise<CloudWatchClient>;
  /** The endpoint nearest in the partition: prices of all regions are there. */
  pricing(): Promise<PricingClient>;
  sts(): Promise<STSClient>;
  close(): void;
}

export interface ClientsWorld {
  readonly options: AwsOptions;
  readonly ports: Pick<Ports, 'clock' | 'log' | 'env' | 'random' | 'metrics'>;
  readonly calls: OwnCalls;
}

/** With a third of all calls refused, one in 60,000 is refused so often in a row. */
const MOST_ATTEMPTS = 10;
/** Retries and waits included. */
const CALL_TIMEOUT_MS = 120_000;
/** Shows in CloudTrail who asked. */
const USER_AGENT = 'openfinops-agent';

export function createAwsClients({ options, ports, calls }: ClientsWorld): AwsClients {
  const { clock, env, log, random } = ports;
  const home = homeRegion(options.region, env);
  const handler = createRequestHandler(env);
  const opened = new Map<string, Promise<object>>();
  // The SDK's notice about Node versions is not the operator's to act on: the package is pinned.
  sdkWarnings.warningEmitted = true;

  const openOnce = <Client extends object>(api: AwsApi | 'base', region: string, open: () => Promise<Client>): Promise<Client> => {
    const key = `${api} ${region}`;
    const known = opened.get(key) as Promise<Client> | undefined;
    if (known !== undefined) return known;
    const fresh = open();
    opened.set(key, fresh);
    return fresh;
  };
  const shared = async (region: string) => ({
    region,
    requestHandler: await handler,
    logger: SILENT,
    maxAttempts: MOST_ATTEMPTS,
    retryMode: 'standard' as const,
    customUserAgent: USER_AGENT,
  });
  const watch = <Client extends object>(client: Client, api: AwsApi, region: string, credentials: CredentialsProvider): Client => {
    const watched = client as unknown as WatchedClient;
    watchCalls(watched, { api, region, calls, clock, limiter: createCallLimiter(api, clock, random) });
    renewExpired(watched, credentials);
    limitTime(client, CALL_TIMEOUT_MS);
    return client;
  };

  /** Has the credentials that the environment gives, before any role. */
  const base = () =>
    openOnce('base', home, async () => {
      const { STSClient } = await import('@aws-sdk/client-sts');
      const sts = new STSClient(await shared(home));
      return watch(sts, 'sts', home, sts.config.credentials);
    });
  let credentials: Promise<CredentialsProvider> | undefined;
  const resolveCredentials = (): Promise<CredentialsProvider> => {
    credentials ??= base().then((sts) => sharedProvider(options.role === undefined ? sts.config.credentials : roleCredentials(sts, options, clock)));
    return credentials;
  };
  const turnstile = createTurnstile(clock);
  const onMismatch = (operation: string, what: string): void => {
    log.warn({ operation, what }, 'a reply has an unexpected form; the SDK reads such replies from now on, which takes longer');
  };

  return {
    ec2: (region) =>
      openOnce('ec2', region, async () => {
        const [{ EC2Client }, { createEc2Protocol }, provider] = await Promise.all([
          import('@aws-sdk/client-ec2'),
          import('./ec2-protocol.ts'),
          resolveCredentials(),
        ]);
        return watch(
          new EC2Client({ ...(await shared(region)), credentials: provider, protocol: createEc2Protocol({ turnstile, onMismatch }) }),
          'ec2',
          region,
          provider,
        );
      }),
    cloudWatch: (region) =>
      openOnce('cloudwatch', region, async () => {
        const [{ CloudWatchClient }, { createCloudWatchProtocol }, provider] = await Promise.all([
          import('@aws-sdk/client-cloudwatch'),
          import('../collect/cloudwatch-protocol.ts'),
          resolveCredentials(),
        ]);
        const client = new CloudWatchClient({ ...(await shared(region)), credentials: provider, protocol: createCloudWatchProtocol({ turnstile }) });
        return watch(client, 'cloudwatch', region, provider);
      }),
    pricing() {
      const region = priceListRegion(home);
      return openOnce('pricing', region, async () => {
        const [{ PricingClient }, provider] = await Promise.all([import('@aws-sdk/client-pricing'), resolveCredentials()]);
        return watch(new PricingClient({ ...(await shared(region)), credentials: provider }), 'pricing', region, provider);
      });
    },
    sts: () =>
      openOnce('sts', home, async () => {
        const [{ STSClient }, provider] = await Promise.all([import('@aws-sdk/client-sts'), resolveCredentials()]);
        return watch(new STSClient({ ...(await shared(home)), credentials: provider }), 'sts', home, provider);
      }),
    close() {
      void handler.then((open) => open.destroy());
    },
  };
}
