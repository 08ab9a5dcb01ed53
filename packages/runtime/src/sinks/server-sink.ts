import type { Sink } from '@openfinops/core';
import type { ServerClient } from '../server/client.ts';

/** The central server as a sink: one batch, one post. */
export function createServerSink(client: ServerClient): Sink {
  return {
    name: 'server',
    deliver: (batch, signal) => client.ingest(batch, signal),
    maxBytes: () => client.capabilities().maxBodyBytes,
    close: () => client.close(),
  };
}
