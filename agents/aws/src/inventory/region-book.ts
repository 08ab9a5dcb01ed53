import { type Clock, HOUR_MS } from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { toAwsError } from '../clients/aws-errors.ts';
import type { AwsOptions } from '../options.ts';
import { wantedRegions } from '../regions.ts';

/** Which regions a look covers. With `all`, regions in which nothing was found are left alone for a day. */
export interface RegionBook {
  /** Rejects when the account's regions cannot be listed. */
  due(signal: AbortSignal): Promise<readonly string[]>;
  /** What a whole look at a region found. */
  found(region: string, resources: number): void;
}

export interface RegionBookWorld {
  readonly options: Pick<AwsOptions, 'region'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clients: Pick<AwsClients, 'ec2'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly home: string;
}

const DAY_MS = 24 * HOUR_MS;

export function createRegionBook({ options, env, clients, clock, home }: RegionBookWorld): RegionBook {
  const wanted = wantedRegions(options.region, env);
  const emptySinceMs = new Map<string, number>();
  let listed: { readonly names: readonly string[]; readonly untilMs: number } | undefined;

  const list = async (signal: AbortSignal): Promise<readonly string[]> => {
    if (listed !== undefined && clock.monotonicMs() < listed.untilMs) return listed.names;
    const [{ DescribeRegionsCommand }, client] = await Promise.all([import('@aws-sdk/client-ec2'), clients.ec2(home)]);
    const { Regions: regions = [] } = await client.send(new DescribeRegionsCommand({}), { abortSignal: signal });
    const names = regions.flatMap(({ RegionName: name, OptInStatus: status }) => (name === undefined || status === 'not-opted-in' ? [] : [name]));
    listed = { names, untilMs: clock.monotonicMs() + DAY_MS };
    return names;
  };

  return {
    async due(signal) {
      if (wanted !== 'all') return wanted;
      const names = await list(signal).catch((error: unknown) => {
        signal.throwIfAborted();
        throw toAwsError(error, `ec2:DescribeRegions in ${home}`);
      });
      return names.filter((name) => clock.monotonicMs() - (emptySinceMs.get(name) ?? Number.NEGATIVE_INFINITY) >= DAY_MS);
    },
    found(region, resources) {
      if (resources > 0) emptySinceMs.delete(region);
      else emptySinceMs.set(region, clock.monotonicMs());
    },
  };
}
