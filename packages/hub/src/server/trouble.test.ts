import { AgentError, type Store } from '@openfinops/core';
import { createFakeClock, createFakeLog } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createHub } from '../hub.ts';

const INGEST = 'http://localhost/api/v1/telemetry/ingest';
const BODY = JSON.stringify({ agent_id: 'a', metrics: {} });

function ask(hub: ReturnType<typeof createHub>, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return Promise.resolve(hub.app.request(INGEST, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: BODY }));
}

function hubOver(ingest: Store['ingest']) {
  const log = createFakeLog();
  return { log, hub: createHub({ store: { ingest } as Store, clock: createFakeClock(), log }) };
}

describe('trouble with the store', () => {
  it('is a 503 that says what is wrong and when to come back', async () => {
    const { hub, log } = hubOver(async () => {
      throw new AgentError('STORE_UNWRITABLE', 'The database /data/hub.db cannot be written: the disk is full', { hint: 'Make room.' });
    });

    const reply = await ask(hub);

    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await reply.json()).toEqual({ error: 'The database /data/hub.db cannot be written: the disk is full' });
    expect(log.lines).toMatchObject([{ level: 'error', fields: { code: 'STORE_UNWRITABLE', hint: 'Make room.' } }]);
  });

  it('is a 500 that tells strangers nothing when it is a bug', async () => {
    const { hub, log } = hubOver(async () => {
      throw new RangeError('secret details');
    });

    const reply = await ask(hub);

    expect(reply.status).toBe(500);
    expect(await reply.json()).toEqual({ error: 'Internal server error' });
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error: 'secret details' } }]);
  });

  it('asks agents to wait when too much is in work, and takes them again afterwards', async () => {
    const held: (() => void)[] = [];
    const { hub } = hubOver(async () => {
      await new Promise<void>((resolve) => held.push(resolve));
      return { status: 'stored', accepted: 1, rejected: [], registered: true };
    });
    const large = { 'Content-Length': String(8 * 1024 * 1024) };

    const eight = Array.from({ length: 8 }, () => ask(hub, large));
    const ninth = await ask(hub, large);
    while (held.length < 8) await new Promise((resolve) => setImmediate(resolve));
    for (const release of held.splice(0)) release();
    await Promise.all(eight);
    const tenth = ask(hub, large);
    while (held.length < 1) await new Promise((resolve) => setImmediate(resolve));
    held[0]?.();

    expect([ninth.status, ninth.headers.get('retry-after')]).toEqual([429, '5']);
    expect((await tenth).status).toBe(200);
  });
});
