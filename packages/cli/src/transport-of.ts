import type { TransportOptions } from '@openfinops/runtime';
import type { Io } from './io.ts';
import type { AnyConfig } from './settings.ts';

/** How the settings and the environment want the server to be reached. */
export function transportOf({ caFile, clientCertFile, clientKeyFile }: AnyConfig, { env }: Pick<Io, 'env'>): TransportOptions {
  return { caFile, clientCertFile, clientKeyFile, env };
}
