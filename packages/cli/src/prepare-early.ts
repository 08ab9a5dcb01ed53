import type { Log, ProviderDefinition } from '@openfinops/core';
import { createMetrics, createRealPorts } from '@openfinops/runtime';
import type { Io } from './io.ts';

/** Lets a provider begin while the configuration is still to be read. A failure is nothing prepared: `create` will meet it again and say so. */
export function prepareEarly(definition: ProviderDefinition, { env }: Pick<Io, 'env'>): Promise<unknown> {
  const ports = createRealPorts({ env, log: SILENT, metrics: createMetrics() });
  return definition.prepare?.(ports).catch(() => undefined) ?? Promise.resolve(undefined);
}

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => SILENT };
