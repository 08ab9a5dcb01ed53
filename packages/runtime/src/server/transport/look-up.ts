import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isMetadata } from '../../config/server-url.ts';
import { ConnectFailure, toConnectFailure } from './connect-failure.ts';
import { withinMs } from './within-ms.ts';

/** All addresses of a name, as the platform looks names up; rejects with its error. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export const resolveByPlatform: Resolve = (hostname) => lookup(hostname, { all: true, order: 'verbatim' });

/**
 * The addresses of a host, looked up for every connection, so that a server that moved is found. A name that leads to a metadata service, be it
 * with one of many addresses, is refused: whoever may write that name's record would have the machine post to it.
 * Rejects with a ConnectFailure: `ENOTFOUND`, `EAI_AGAIN`, `LOOKUP_TIMEOUT`, `METADATA_ADDRESS`, …
 * @param hostname without the brackets of an IPv6 address
 */
export async function lookUp(hostname: string, resolve: Resolve, timeoutMs: number): Promise<readonly LookupAddress[]> {
  const addresses = isIP(hostname) === 0 ? await resolveInTime(hostname, resolve, timeoutMs) : [{ address: hostname, family: isIP(hostname) }];
  if (addresses.some(({ address }) => isMetadata(address))) throw new ConnectFailure('lookup', 'METADATA_ADDRESS');
  return addresses;
}

/** For a socket: these addresses, whatever it asks for. */
export function answerWith(addresses: readonly LookupAddress[]): LookupFunction {
  return (_, { all }, done) => {
    const [first] = addresses;
    if (all) return done(null, [...addresses]);
    return done(null, first?.address ?? '', first?.family ?? 0);
  };
}

async function resolveInTime(hostname: string, resolve: Resolve, timeoutMs: number): Promise<readonly LookupAddress[]> {
  const late = () => new ConnectFailure('lookup', 'LOOKUP_TIMEOUT');
  const addresses = await withinMs(timeoutMs, late, resolve(hostname)).catch((error: unknown) => {
    throw toConnectFailure('lookup', error);
  });
  if (addresses.length === 0) throw new ConnectFailure('lookup', 'ENOTFOUND');
  return addresses;
}
