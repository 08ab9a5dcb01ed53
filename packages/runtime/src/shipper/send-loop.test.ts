import type { Batch } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { commitOf } from './fakes.ts';
import { createTalkingStand } from './shipping-stand.ts';
import { chargesBatch, namesIn } from './talking-server.ts';

const MINUTE_MS = 60_000;
const YES = '{"status":"success"}';
const namesOf = (from: number, count: number) => Array.from({ length: count }, (_, no) => `c-${from + no}`);

describe('what is too large', () => {
  const takes = (mostBytes: number) => (batch: Batch) => (Buffer.byteLength(batch.json) > mostBytes ? { status: 413, body: '' } : {});

  it.each([{ mostBytes: 100_000 }, { mostBytes: 10_000 }])(
    'is halved until the server takes it, with few tries in vain ($mostBytes)',
    async ({ mostBytes }) => {
      const { server, shipping, clock, stop } = createTalkingStand(takes(mostBytes));
      await shipping.accept({ batch: chargesBatch('batch-1', namesOf(0, 200), 1200), commits: [] });
      await shipping.accept({ batch: chargesBatch('batch-2', namesOf(200, 200), 1200), commits: [] });

      const running = shipping.run(stop.signal);
      await clock.advance(0);
      stop.abort();
      await running;

      const { delivered } = shipping.counts();
      expect([...server.taken].sort()).toEqual(namesOf(0, 400).sort());
      expect(server.heard.length - delivered, 'tries in vain').toBeLessThanOrEqual(Math.ceil(Math.log2(200)) + 2);
      expect(shipping.counts()).toMatchObject({ queued: 0, dead: 0 });
    },
  );

  it('becomes a dead letter when it is one charge, and nothing else does', async () => {
    const { server, shipping, clock, stop } = createTalkingStand(takes(10_000));
    const charges = [{ id: 'large', pad: 'x'.repeat(20_000) }, ...namesOf(0, 3).map((id) => ({ id, pad: 'x'.repeat(3000) }))];
    const json = JSON.stringify({ metrics: { kind: 'cost', batch_id: 'batch-1', resources: [], charges }, events: [], traces: [] });
    await shipping.accept({ batch: { ...chargesBatch('batch-1', []), records: 4, json }, commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);
    stop.abort();
    await running;

    expect([...server.taken].sort()).toEqual(namesOf(0, 3));
    expect(shipping.counts()).toMatchObject({ queued: 0, dead: 1 });
  });

  it('is kept whole while the server takes nothing at all, and delivered when it does', async () => {
    let mostBytes = 0;
    const { server, shipping, clock, stop } = createTalkingStand((batch) => takes(mostBytes)(batch));
    await shipping.accept({ batch: chargesBatch('batch-1', namesOf(0, 40), 300), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(60 * MINUTE_MS);
    const during = shipping.counts();
    mostBytes = 1e6;
    await clock.advance(40 * MINUTE_MS);
    stop.abort();
    await running;

    expect(during).toMatchObject({ delivered: 0, dead: 0 });
    expect([...server.taken].sort()).toEqual(namesOf(0, 40).sort());
  });

  it('saves the ledger that came with a batch when all its parts have arrived, and not before', async () => {
    const { server, saved, shipping, clock, stop } = createTalkingStand((batch, no) => (no === 3 ? { status: 503 } : takes(5000)(batch)));
    await shipping.accept({ batch: chargesBatch('batch-1', namesOf(0, 2), 4000), commits: [commitOf('a/b/c/d', 1)] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);
    const before = [...saved];
    await clock.advance(1000);
    stop.abort();
    await running;

    expect(server.heard).toEqual(['batch-1', 'batch-1/0', 'batch-1/1', 'batch-1/1']);
    expect(before).toEqual([]);
    expect(saved).toMatchObject([{ atMs: 1 }]);
  });
});

describe('a record that the server refuses', () => {
  const refuses = (status: number, bad: string) => (batch: Batch) => (namesIn(batch).includes(bad) ? { status } : {});

  it.each([{ status: 400 }, { status: 422 }])('is found and set aside, and all others are delivered ($status)', async ({ status }) => {
    const { server, shipping, events, clock, stop } = createTalkingStand(refuses(status, 'c-37'));
    await shipping.accept({ batch: chargesBatch('batch-1', namesOf(0, 100)), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);
    stop.abort();
    await running;

    expect([...server.taken].sort()).toEqual(
      namesOf(0, 100)
        .filter((name) => name !== 'c-37')
        .sort(),
    );
    expect(events.of('batchRefused').map(({ batch }) => namesIn(batch as Batch))).toEqual([['c-37']]);
    expect(server.heard.length).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(100)));
  });

  it('is no reason to set everything aside when the server refuses everything', async () => {
    let isSane = false;
    const { server, shipping, events, clock, stop } = createTalkingStand(() => (isSane ? {} : { status: 405 }));
    for (let no = 0; no < 40; no += 1) await shipping.accept({ batch: chargesBatch(`batch-${no}`, [`c-${no}`]), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(60 * MINUTE_MS);
    const during = shipping.counts();
    const down = events.of('serverDown');
    isSane = true;
    await clock.advance(30 * MINUTE_MS);
    stop.abort();
    await running;

    expect(during).toMatchObject({ dead: 20, queued: 20 });
    expect(down).toMatchObject([{ error: { message: expect.stringMatching(/^the server refuses everything, 21 times in a row: /) } }]);
    expect(server.taken).toHaveLength(20);
  });

  it('goes to the dead letters alone when the server took the rest', async () => {
    const rejected = [{ list: 'charges', index: 1, field: 'lines', reason: 'overlap' }];
    const { shipping, events, clock, stop } = createTalkingStand(() => ({ body: JSON.stringify({ status: 'success', rejected }) }));
    await shipping.accept({ batch: chargesBatch('batch-1', namesOf(0, 3)), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);
    stop.abort();
    await running;

    expect(shipping.counts()).toMatchObject({ accepted: 1, children: 1, delivered: 1, dead: 1, queued: 0 });
    expect(events.of('recordsRejected')).toMatchObject([{ rejected }]);
  });
});

describe('a record that the server breaks on', () => {
  it('is found while all others flow, and set aside alone, within half an hour', async () => {
    const { server, shipping, events, clock, stop } = createTalkingStand((batch) => (namesIn(batch).includes('c-37') ? { status: 500 } : {}));
    await shipping.accept({ batch: chargesBatch('batch-0', namesOf(0, 100)), commits: [] });
    const running = shipping.run(stop.signal);
    let longestMs = 0;

    for (let minute = 0; minute < 30 && shipping.counts().dead === 0; minute += 1) {
      const sentMs = clock.monotonicMs();
      await shipping.accept({ batch: chargesBatch(`batch-${minute + 1}`, [`d-${minute}`]), commits: [] });
      while (!server.taken.includes(`d-${minute}`)) await clock.advance(100);
      longestMs = Math.max(longestMs, clock.monotonicMs() - sentMs);
      await clock.advance(MINUTE_MS);
    }
    stop.abort();
    await running;

    expect(events.of('batchRefused').map(({ batch }) => namesIn(batch as Batch))).toEqual([['c-37']]);
    expect(server.taken.filter((name) => name.startsWith('c-'))).toHaveLength(99);
    expect(longestMs).toBeLessThan(2000);
    expect(events.of('serverDown').length).toBeLessThanOrEqual(1);
  });

  it('is not looked for while the server breaks on everything', async () => {
    let isBroken = true;
    const { server, shipping, clock, stop } = createTalkingStand(
      () => (isBroken ? { status: 500, body: '{"error":"database is locked"}' } : {}),
      () => (isBroken ? { status: 500 } : {}),
    );
    for (let no = 0; no < 5; no += 1) await shipping.accept({ batch: chargesBatch(`batch-${no}`, namesOf(10 * no, 10)), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(8 * 60 * MINUTE_MS);
    const during = shipping.counts();
    isBroken = false;
    await clock.advance(40 * MINUTE_MS);
    stop.abort();
    await running;

    expect(during).toMatchObject({ queued: 5, split: 0, dead: 0 });
    expect([...server.taken].sort()).toEqual(namesOf(0, 50).sort());
  });
});

it('works on a batch again only when the server has had time for it, and sends others meanwhile', async () => {
  const { server, shipping, clock, stop } = createTalkingStand((batch, no) => (batch.id === 'batch-1' && no < 3 ? { status: 409 } : { body: YES }));
  await shipping.accept({ batch: chargesBatch('batch-1', ['a']), commits: [] });
  await shipping.accept({ batch: chargesBatch('batch-2', ['b']), commits: [] });

  const running = shipping.run(stop.signal);
  await clock.advance(15_000);
  stop.abort();
  await running;

  expect(server.heard).toEqual(['batch-1', 'batch-2', 'batch-1']);
  expect(new Set(clock.sleeps)).toEqual(new Set([15_000]));
});
