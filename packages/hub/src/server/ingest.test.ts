import { chargeToWire, HOUR_MS, type WireCharge } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, SAMPLE_SCOPE, sampleCharge } from '../../../testing/src/sample-charge.ts';
import { sampleCycle, sampleResource, sampleSeries } from '../../../testing/src/sample-intake.ts';
import { NOW_MS, openTestHub, REGISTRATION, sampleBody, type TestHub } from '../test/test-hub.ts';

const INGEST = '/api/v1/telemetry/ingest';

let open: TestHub | undefined;
async function openHub(maxBodyBytes?: number): Promise<TestHub> {
  open = openTestHub(maxBodyBytes === undefined ? {} : { maxBodyBytes });
  await open.post('/api/v1/agents/register', REGISTRATION);
  return open;
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const post = async (hub: TestHub, body: unknown, headers = {}) => (await hub.post(INGEST, body, headers)).json();

describe('dedupe', () => {
  it('stores a batch that is sent again once, and says so', async () => {
    const hub = await openHub();
    const body = sampleBody({ charges: [sampleCharge()] });

    const replies = [await post(hub, body), await post(hub, body)];

    expect(replies).toMatchObject([
      { accepted: 1, duplicate: false },
      { accepted: 1, duplicate: true },
    ]);
    expect(await (await hub.get('/api/v1/telemetry/recent')).json()).toMatchObject({ count: 1 });
  });

  it('answers 422 to a known batch id with another body', async () => {
    const hub = await openHub();
    await post(hub, sampleBody({ charges: [sampleCharge()] }));

    const reply = await hub.post(INGEST, sampleBody({ charges: [sampleCharge({ toMinute: 30 })] }));

    expect(reply.status).toBe(422);
    expect(await reply.json()).toMatchObject({ field: 'metrics.batch_id' });
  });

  it('knows the bodies of other agents by their Idempotency-Key, and without one takes each', async () => {
    const hub = await openHub();
    const body = { agent_id: 'python-1', metrics: { cpu: 1 } };

    const replies = [await post(hub, body), await post(hub, body), await post(hub, body, { 'Idempotency-Key': '"k-1"' })];
    const again = await post(hub, body, { 'Idempotency-Key': '"k-1"' });

    expect(replies.map((reply) => (reply as { duplicate: boolean }).duplicate)).toEqual([false, false, false]);
    expect(again).toMatchObject({ duplicate: true, accepted: 1 });
  });
});

describe('many at once', () => {
  it('share a transaction, and each is answered for itself', async () => {
    const hub = await openHub();
    const before = hub.store.commits();

    const replies = await Promise.all(Array.from({ length: 64 }, (_, index) => post(hub, { agent_id: `agent-${index % 8}`, metrics: { index } })));

    expect(replies.every((reply) => (reply as { accepted: number }).accepted === 1)).toBe(true);
    expect(await (await hub.get('/api/v1/telemetry/recent')).json()).toMatchObject({ count: 64 });
    expect(hub.store.commits() - before).toBeLessThanOrEqual(4);
  });
});

describe('join', () => {
  it('makes one charge of reports from two agents, in any order', async () => {
    const hub = await openHub();
    const later = sampleBody({ batchId: 'batch-later', charges: [sampleCharge({ toMinute: 45 })] });
    const other = sampleBody({ batchId: 'batch-other', charges: [sampleCharge({ toMinute: 15 })], body: { agent_id: 'aws-2' } });

    await post(hub, later);
    await post(hub, other);

    expect((await hub.store.charges(1, SAMPLE_HOUR_MS)).map(({ knownCost, lines }) => [knownCost, lines.length])).toEqual([['0.144', 1]]);
  });
});

describe('records', () => {
  const wire = (change: Partial<WireCharge>): object => ({ ...chargeToWire(sampleCharge()), ...change });
  const [line] = chargeToWire(sampleCharge()).lines;

  it.each([
    { what: 'an id that does not match its parts', charge: wire({ id: 'f'.repeat(32) }), field: 'id' },
    { what: 'a negative amount', charge: wire({ lines: [{ ...line, amount: '-1' }] as never }), field: 'lines.0.amount' },
    { what: 'an amount with an exponent', charge: wire({ lines: [{ ...line, amount: '1e308' }] as never }), field: 'lines.0.amount' },
    { what: 'a number where a decimal belongs', charge: wire({ known_cost: 0.192 as never }), field: 'known_cost' },
    { what: 'a line outside its hour', charge: wire({ lines: [{ ...line, to: SAMPLE_HOUR_MS / 1000 + 3601 }] as never }), field: 'lines.0' },
    { what: 'lines that overlap', charge: wire({ lines: [line, line] as never }), field: 'lines.1' },
    { what: 'a cost that is no product', charge: wire({ lines: [{ ...line, list_cost: '1' }] as never }), field: 'lines.0.list_cost' },
    {
      what: 'an hour more than a day ahead',
      charge: chargeToWire(sampleCharge({ hourStartMs: SAMPLE_HOUR_MS + 26 * HOUR_MS })),
      field: 'hour',
    },
    { what: 'half a surrogate pair', charge: wire({ resource_id: '\ud800' }), field: 'resource_id' },
    { what: 'a NUL', charge: wire({ resource_id: 'a\0' }), field: 'resource_id' },
    { what: 'text', charge: 'charge', field: '' },
    { what: 'null', charge: null, field: '' },
  ])('refuses a charge with $what, by name, and keeps the rest', async ({ charge, field }) => {
    const hub = await openHub();
    const body = sampleBody();
    const charges = [charge, chargeToWire(sampleCharge({ resourceId: 'good' }))];

    const reply = await post(hub, { ...body, metrics: { ...body.metrics, charges } });

    expect(reply).toMatchObject({ status: 'success', accepted: 1, rejected: [{ list: 'charges', index: 0, field, reason: expect.any(String) }] });
    expect((await hub.store.charges(1, SAMPLE_HOUR_MS)).map(({ resourceId }) => resourceId)).toEqual(['good']);
  });

  it.each([
    { list: 'resources', record: sampleResource({ scope: 'aws/1/r' }), field: 'scope' },
    { list: 'resources', record: sampleResource({ account_id: '2' }), field: 'account_id' },
    { list: 'series', record: sampleSeries({ step_s: 0.0001 }), field: 'step_s' },
    { list: 'series', record: sampleSeries({ values: Array.from({ length: 10_081 }, () => 1) }), field: 'values' },
    { list: 'series', record: sampleSeries({ start: NOW_MS / 1000 + 90_000 }), field: 'start' },
    { list: 'allocations', record: { resource_id: 'r', hour: 1, target: { kind: 'pod', id: 'x' }, share: '0.5', basis: 'b' }, field: 'hour' },
    { list: 'allocations', record: { resource_id: 'r', hour: 0, target: { kind: 'pod', id: 'x' }, share: '1.5', basis: 'b' }, field: 'share' },
    { list: 'findings', record: { rule: 'idle' }, field: 'resource_id' },
  ])('refuses a record of $list by its field $field', async ({ list, record, field }) => {
    const hub = await openHub();
    const lists = list === 'resources' ? { resources: [record] } : { kind: 'use', series: [], allocations: [], findings: [], [list]: [record] };

    const reply = await post(hub, sampleBody({ metrics: lists }));

    expect(reply).toMatchObject({ accepted: 0, rejected: [{ list, index: 0, field }] });
  });

  it('lists no more rejections than an agent will read', async () => {
    const hub = await openHub();

    const reply = await hub.post(INGEST, sampleBody({ metrics: { charges: Array.from({ length: 5000 }, () => ({})) } }));

    const text = await reply.text();
    expect(text.length).toBeLessThan(65_536);
    expect(JSON.parse(text)).toMatchObject({ accepted: 0, rejected: { length: 100 } });
  });

  it('keeps a cycle with its problems, and gaps from any batch', async () => {
    const hub = await openHub();
    const { summary, scopes, coverage, ownCost } = sampleCycle();
    const problem = { kind: 'problem', stage: 'discover', code: 'AUTH_DENIED', scope: SAMPLE_SCOPE, message: 'refused', at: 1 };
    const gap = { kind: 'gap', class: 'P2', reason: 'full', from: 1, to: 2, records: 3, at: 4 };
    const metrics = { kind: 'cycle', summary, scopes, coverage, own_cost: ownCost, parts: 1 };

    const reply = await post(hub, sampleBody({ metrics, body: { events: [problem, gap, { kind: 'other' }] } }));

    expect(reply).toMatchObject({ accepted: 3, rejected: [{ list: 'events', index: 2, field: 'kind' }] });
    expect(await hub.store.cycles(1)).toMatchObject([{ agentId: 'aws-1', summary, problems: [{ code: 'AUTH_DENIED' }] }]);
    expect(await hub.store.gaps(1, 0)).toMatchObject([{ fromMs: 1000, toMs: 2000, records: 3 }]);
  });
});

describe('clocks', () => {
  it.each([
    { aheadMs: 600_000, warnings: [], storedMs: NOW_MS + 600_000 },
    { aheadMs: 600_001, warnings: ['CLOCK_AHEAD'], storedMs: NOW_MS },
  ])('a look $aheadMs ms ahead is stored as what can be, and warned of with $warnings', async ({ aheadMs, warnings, storedMs }) => {
    const hub = await openHub();
    const observedMinute = (NOW_MS + aheadMs - SAMPLE_HOUR_MS) / 60_000;

    const reply = await post(hub, sampleBody({ charges: [sampleCharge({ observedMinute })] }));

    expect(reply).toMatchObject({ accepted: 1, warnings });
    expect((await hub.store.charges(1, SAMPLE_HOUR_MS))[0]?.observedMs).toBe(storedMs);
  });

  it('takes a body from the future for one of now, and says so', async () => {
    const hub = await openHub();

    const reply = await post(hub, sampleBody({ metrics: { resources: [sampleResource()] }, body: { timestamp: NOW_MS / 1000 + 86_400 } }));

    expect(reply).toMatchObject({ warnings: ['CLOCK_AHEAD'] });
    expect(await hub.store.rates(1, NOW_MS + 1)).toEqual([]);
  });

  it('warns an agent that never registered, and lists it', async () => {
    const hub = await openHub();

    const reply = await post(hub, { agent_id: 'stranger', hostname: 'h', metrics: {} });

    expect(reply).toMatchObject({ warnings: ['UNREGISTERED'] });
    expect(await (await hub.get('/api/v1/agents')).json()).toMatchObject({
      agents: [
        { agent_id: 'aws-1', registered_at: '2026-11-21 11:01:00' },
        { agent_id: 'stranger', hostname: 'h', region: 'unknown', registered_at: null },
      ],
    });
  });
});

describe('recent', () => {
  it('keeps the newest bodies that fit', async () => {
    const hub = await openHub(10_000);

    for (let index = 0; index < 20; index += 1) await post(hub, { agent_id: 'a', metrics: { index, filler: 'x'.repeat(1000) } });

    const recent = (await (await hub.get('/api/v1/telemetry/recent')).json()) as { telemetry: { metrics: { index: number } }[] };
    expect(recent.telemetry.map(({ metrics }) => metrics.index)).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11]);
  });

  it('forgets bodies after an hour', async () => {
    const hub = await openHub();
    await post(hub, { agent_id: 'a', metrics: { first: true } });
    await hub.clock.advance(HOUR_MS + 1);

    await post(hub, { agent_id: 'a', metrics: { second: true } });

    expect(await (await hub.get('/api/v1/telemetry/recent')).json()).toMatchObject({ count: 1, telemetry: [{ metrics: { second: true } }] });
  });

  it('answers at most 8 MiB, and says what it left out', async () => {
    const hub = await openHub(64 * 1024 * 1024);
    for (let index = 0; index < 5; index += 1) await post(hub, { agent_id: 'a', metrics: { filler: 'x'.repeat(2_000_000) } });

    const text = await (await hub.get('/api/v1/telemetry/recent')).text();

    expect(text.length).toBeLessThan(8 * 1024 * 1024);
    expect(text.slice(-50)).toContain('"count":4,"hours":24,"truncated":true}');
  });

  it.each(['-1', '1.5', 'x', '1e3', ''])('answers 400 to %s hours', async (hours) => {
    const hub = await openHub();

    const reply = await hub.get(`/api/v1/telemetry/recent?hours=${hours}`);

    expect(reply.status).toBe(400);
  });
});
