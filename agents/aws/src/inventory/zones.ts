import { type Clock, HOUR_MS } from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';

/** The zones of a region that the account can have things in, Local and Wavelength Zones included. */
export interface Zones {
  /** Asked once an hour: a zone that is enabled meanwhile is seen within that time. Rejects with the SDK's error. */
  namesOf(region: string, signal: AbortSignal): Promise<readonly string[]>;
  /** The lists of this region that were longer than a page, and are read by zone from now on. */
  readonly longLists: Set<string>;
}

const KEEP_MS = HOUR_MS;

export function createZones(clients: Pick<AwsClients, 'ec2'>, clock: Pick<Clock, 'monotonicMs'>): Zones {
  const known = new Map<string, { readonly untilMs: number; readonly names: Promise<readonly string[]> }>();

  const ask = async (region: string, signal: AbortSignal): Promise<readonly string[]> => {
    const { DescribeAvailabilityZonesCommand } = await import('@aws-sdk/client-ec2');
    const client = await clients.ec2(region);
    const { AvailabilityZones: zones = [] } = await client.send(new DescribeAvailabilityZonesCommand({}), { abortSignal: signal });
    return zones.flatMap(({ ZoneName: name }) => (name === undefined || name === '' ? [] : [name]));
  };

  return {
    longLists: new Set(),
    namesOf(region, signal) {
      const kept = known.get(region);
      if (kept !== undefined && clock.monotonicMs() < kept.untilMs) return kept.names;
      const names = ask(region, signal);
      known.set(region, { untilMs: clock.monotonicMs() + KEEP_MS, names });
      names.catch(() => known.delete(region));
      return names;
    },
  };
}
