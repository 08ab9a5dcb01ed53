import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { sampleCharge } from '../../../testing/src/sample-charge.ts';
import { openTestHub, REGISTRATION, sampleBody, type TestHub } from '../test/test-hub.ts';

const REGISTER = '/api/v1/agents/register';
const INGEST = '/api/v1/telemetry/ingest';

let open: TestHub | undefined;
function openHub(): TestHub {
  open = openTestHub();
  return open;
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const nested = (depth: number): string => `{"agent_id":"a","metrics":${'{"x":'.repeat(depth)}1${'}'.repeat(depth)}}`;

describe('a body that is no batch', () => {
  it.each([
    { what: 'malformed JSON', body: '{"agent_id":', field: 'body', reason: 'is not JSON' },
    { what: 'nothing', body: '', field: 'body', reason: 'is not JSON' },
    { what: 'NaN', body: '{"agent_id":"a","metrics":{"cpu":NaN}}', field: 'body', reason: 'is not JSON' },
    { what: 'bytes that are no UTF-8', body: Uint8Array.of(0x22, 0xff, 0x22), field: 'body', reason: 'is not UTF-8' },
    { what: 'deep nesting', body: nested(20), field: 'body', reason: 'is nested deeper than 20' },
    { what: 'nesting without end', body: '['.repeat(1_000_000), field: 'body', reason: 'is nested deeper than 20' },
    { what: 'an array', body: '[]', field: 'body', reason: 'is an array, not an object' },
    { what: 'null', body: 'null', field: 'body', reason: 'Invalid input: expected object, received null' },
    { what: 'no agent', body: '{"metrics":{}}', field: 'agent_id', reason: 'is missing' },
    {
      what: 'an agent that is no text',
      body: '{"agent_id":7,"metrics":{}}',
      field: 'agent_id',
      reason: 'Invalid input: expected string, received number',
    },
    { what: 'half a surrogate pair', body: '{"agent_id":"\\ud800","metrics":{}}', field: 'agent_id', reason: 'holds a NUL or half a surrogate pair' },
    { what: 'a NUL', body: '{"agent_id":"a\\u0000b","metrics":{}}', field: 'agent_id', reason: 'holds a NUL or half a surrogate pair' },
    { what: 'no metrics', body: '{"agent_id":"a"}', field: 'metrics', reason: 'is not an object' },
    { what: 'metrics that are a list', body: '{"agent_id":"a","metrics":[]}', field: 'metrics', reason: 'is not an object' },
    { what: 'a number beyond a double', body: '{"agent_id":"a","metrics":{"a":[1e400]}}', field: 'metrics.a.0', reason: 'is not a finite number' },
    {
      what: 'an ISO timestamp',
      body: '{"agent_id":"a","metrics":{},"timestamp":"2026-11-21T10:00:00Z"}',
      field: 'timestamp',
      reason: 'Invalid input: expected number, received string',
    },
    {
      what: 'events that are no list',
      body: '{"agent_id":"a","metrics":{},"events":5}',
      field: 'events',
      reason: 'Invalid input: expected array, received number',
    },
    {
      what: 'another version of our schema',
      body: JSON.stringify(sampleBody({ metrics: { schema: 'openfinops.batch/9' } })),
      field: 'metrics.schema',
      reason: 'is not openfinops.batch/1, the one this hub reads',
    },
    {
      what: 'a batch without its list',
      body: JSON.stringify(sampleBody({ metrics: { charges: 5 } })),
      field: 'metrics.charges',
      reason: 'Invalid input: expected array, received number',
    },
    {
      what: 'a batch without an id',
      body: JSON.stringify(sampleBody({ metrics: { batch_id: undefined } })),
      field: 'metrics.batch_id',
      reason: 'is missing',
    },
  ])('is a 400 that names the field: $what', async ({ body, field, reason }) => {
    const hub = openHub();

    const reply = await hub.post(INGEST, body);

    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: expect.stringMatching(/^Invalid (JSON|telemetry data)$/), field, reason });
    expect(await hub.store.agents(1)).toEqual([]);
    expect((await hub.get('/health')).status).toBe(200);
  });

  it('is taken up to the allowed nesting', async () => {
    const hub = openHub();

    const reply = await hub.post(INGEST, nested(19));

    expect(reply.status).toBe(200);
    expect(await (await hub.get('/api/v1/telemetry/recent')).json()).toMatchObject({ count: 1 });
  });

  it.each([
    { what: 'no type', headers: { 'content-type': '' } },
    { what: 'a form', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { what: 'plain text, as a page of another site may send', headers: { 'content-type': 'text/plain' } },
    { what: 'another charset', headers: { 'content-type': 'application/json; charset=utf-16' } },
    { what: 'an encoding that was not offered', headers: { 'content-encoding': 'br' } },
  ])('is a 415 when it is of the wrong type: $what', async ({ headers }) => {
    const hub = openHub();

    const reply = await hub.post(INGEST, sampleBody(), headers);

    expect(reply.status).toBe(415);
  });

  it.each([
    { what: 'said beforehand', body: 'x'.repeat(10_000_000), headers: { 'content-length': '10000000' } },
    { what: 'not said', body: `{"x":"${'x'.repeat(10_000_000)}"}`, headers: {} },
    { what: 'only after it is inflated', body: gzipSync(Buffer.alloc(10_000_000, 0x20)), headers: { 'content-encoding': 'gzip' } },
  ])('is a 413 when it is larger than 8 MiB, $what', async ({ body, headers }) => {
    const hub = openHub();

    const reply = await hub.post(INGEST, body, headers);

    expect(reply.status).toBe(413);
  });

  it('is a 400 when it does not inflate', async () => {
    const hub = openHub();

    const reply = await hub.post(INGEST, gzipSync('{}').subarray(0, 10), { 'content-encoding': 'gzip' });

    expect(reply.status).toBe(400);
  });

  it('is read when it is gzip, as the registration offers', async () => {
    const hub = openHub();

    const reply = await hub.post(INGEST, gzipSync(JSON.stringify(sampleBody({ charges: [sampleCharge()] }))), { 'content-encoding': 'gzip' });

    expect(await reply.json()).toMatchObject({ accepted: 1 });
  });
});

describe('a registration', () => {
  it.each([
    { what: 'without a region', body: { ...REGISTRATION, region: undefined }, field: 'region', reason: 'is missing' },
    { what: 'that is a list', body: [], field: 'body', reason: 'Invalid input: expected object, received array' },
    {
      what: 'with a name that is none',
      body: { ...REGISTRATION, hostname: 'a\0b' },
      field: 'hostname',
      reason: 'holds a NUL or half a surrogate pair',
    },
    { what: 'with an endless config', body: { ...REGISTRATION, config: { x: 'y'.repeat(70_000) } }, field: 'config', reason: /longer than 65536/ },
  ])('$what is a 400 in the words of the reference server', async ({ body, field, reason }) => {
    const hub = openHub();

    const reply = await hub.post(REGISTER, body);

    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ error: 'Missing required fields', field, reason: expect.stringMatching(reason) });
  });

  it('with names of prototypes changes nobody but itself', async () => {
    const hub = openHub();

    const reply = await hub.post(
      REGISTER,
      '{"agent_id":"a","hostname":"h","cloud_provider":"aws","region":"r","config":{"__proto__":{"polluted":1}}}',
    );

    expect(reply.status).toBe(200);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(await (await hub.get('/api/v1/agents')).text()).toContain('"config":{"__proto__":{"polluted":1}}');
  });
});
