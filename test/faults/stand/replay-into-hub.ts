import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@openfinops/core';
import { createHub, openSqliteStore } from '@openfinops/hub';
import { createFakeLog } from '../../../packages/testing/src/fake-log.ts';

const AT_ONCE = 8;

/**
 * Posts each body to a fresh hub as often as it was stored by the oracle server, and hands the hub's store over to be read.
 * @param nowMs the hub's time: no earlier than anything that the bodies speak of. Throws when the hub refuses a body or rejects a record
 */
export async function replayIntoHub<Result>(
  bodies: Iterable<{ readonly body: string; readonly times: number }>,
  nowMs: number,
  read: (store: Store) => Promise<Result>,
): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'openfinops-replay-'));
  const store = openSqliteStore(join(directory, 'hub.sqlite'));
  const hub = createHub({ store, clock: { nowMs: () => nowMs }, log: createFakeLog() });
  const waiting = Array.from(bodies).flatMap(({ body, times }) => Array.from({ length: times }, () => body));
  const post = async (): Promise<void> => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) await ingest(hub, body);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, post));
    return await read(store);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true });
  }
}

async function ingest(hub: Pick<ReturnType<typeof createHub>, 'fetch'>, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', host: 'localhost', 'content-length': String(Buffer.byteLength(body)) };
  const response = await hub.fetch(new Request('http://localhost/api/v1/telemetry/ingest', { method: 'POST', headers, body }));
  const said = (await response.json()) as { readonly rejected?: readonly unknown[] };
  if (response.status === 200 && said.rejected?.length === 0) return;
  throw new Error(`the hub answered ${response.status} ${JSON.stringify(said).slice(0, 500)} to ${body.slice(0, 300)}`);
}
