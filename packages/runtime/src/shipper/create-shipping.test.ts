import { AgentError, type Delivery, type Gap, type Ledger, type Safety, type Spool } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { createMemorySpool } from '../spool/memory-spool.ts';
import type { SpoolHooks } from '../spool/spool-hooks.ts';
import { createShipping, type ShippingParts } from './create-shipping.ts';
import { commitOf, createScriptedSink, makeBatch, RETRY, recordEvents } from './fakes.ts';

const SCOPE = 'onprem/onprem/global/host';

function createStand(script: readonly (Delivery | undefined)[] = [], parts: Partial<ShippingParts> & { maxBatches?: number } = {}) {
  const clock = createManualClock();
  const events = recordEvents();
  const sink = createScriptedSink(script);
  const saved: Ledger[] = [];
  const stop = new AbortController();
  const shipping = createShipping({
    sink,
    registration: { ensure: async () => ({ status: 'accepted' }), keepAlive: async () => {} },
    makeSpool: ({ onDropped }) => createMemorySpool({ clock, onDropped, maxBatches: parts.maxBatches ?? 100 }),
    saveLedger: async (ledger) => {
      saved.push(ledger);
    },
    clock,
    random: () => 1,
    events,
    ...parts,
  });
  return { clock, events, sink, saved, stop, shipping };
}

describe('createShipping', () => {
  it('delivers at once what is accepted, cost first, and drains without a pause', async () => {
    const { shipping, sink, clock, stop } = createStand();
    await shipping.accept({ batch: makeBatch({ id: 'use', kind: 'use' }), commits: [] });
    await shipping.accept({ batch: makeBatch({ id: 'cost' }), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);
    await shipping.accept({ batch: makeBatch({ id: 'later' }), commits: [] });
    await clock.advance(0);

    expect(sink.delivered).toEqual(['cost', 'use', 'later']);
    expect(clock.sleeps).toEqual([]);
    stop.abort();
    await running;
  });

  it('waits after each failure, then sends the same batch again', async () => {
    const { shipping, sink, events, clock, stop } = createStand([RETRY, RETRY]);
    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(3000);

    expect(sink.tried).toEqual(['batch-1', 'batch-1', 'batch-1']);
    expect(clock.sleeps).toEqual([1000, 2000]);
    expect(events.of('batchDelivered')).toMatchObject([{ attempts: 3 }]);
    expect(events.names().filter((name) => name.startsWith('server'))).toEqual(['serverDown', 'serverUp']);
    stop.abort();
    await running;
  });

  it('sends cost that came during the wait before the use that failed', async () => {
    const { shipping, sink, clock, stop } = createStand([RETRY]);
    await shipping.accept({ batch: makeBatch({ id: 'use', kind: 'use' }), commits: [] });
    const running = shipping.run(stop.signal);
    await clock.advance(0);

    await shipping.accept({ batch: makeBatch({ id: 'cost' }), commits: [] });
    await clock.advance(1000);

    expect(sink.tried).toEqual(['use', 'cost', 'use']);
    stop.abort();
    await running;
  });

  it('saves a ledger that a spool in memory holds when the batch it came with has arrived, and not before', async () => {
    const { shipping, saved, clock, stop } = createStand([RETRY]);
    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [commitOf(SCOPE, 1)] });
    const running = shipping.run(stop.signal);

    await clock.advance(999);
    const before = [...saved];
    await clock.advance(1);

    expect(before).toEqual([]);
    expect(saved).toMatchObject([{ scope: SCOPE, atMs: 1 }]);
    stop.abort();
    await running;
  });

  it('goes on when a ledger cannot be saved, and remembers why', async () => {
    const full = new AgentError('STATE_UNWRITABLE', 'the disk is full');
    const { shipping, sink, events, clock, stop } = createStand([], { saveLedger: () => Promise.reject(full) });
    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [commitOf(SCOPE, 1)] });
    await shipping.accept({ batch: makeBatch({ id: 'batch-2' }), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);

    expect(sink.delivered).toEqual(['batch-1', 'batch-2']);
    expect(shipping.unsaved()).toBe(full);
    expect(events.of('ledgerUnsaved')).toEqual([{ scope: SCOPE, error: full }]);
    stop.abort();
    await running;
  });

  it('sets a refused batch aside and goes on with the next', async () => {
    const error = new AgentError('SERVER_REFUSED', 'no');
    const { shipping, sink, saved, events, clock, stop } = createStand([{ status: 'refused', error }]);
    await shipping.accept({ batch: makeBatch({ id: 'bad' }), commits: [commitOf(SCOPE, 1)] });
    await shipping.accept({ batch: makeBatch({ id: 'good' }), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);

    expect(sink.delivered).toEqual(['good']);
    expect(shipping.counts()).toMatchObject({ dead: 1, delivered: 1, queued: 0 });
    expect(saved).toHaveLength(1);
    expect(events.of('batchRefused')).toMatchObject([{ batch: { id: 'bad' }, error }]);
    stop.abort();
    await running;
  });

  it('takes a batch with rejected records for delivered, and tells of the records', async () => {
    const rejected = [{ list: 'charges', index: 1, field: 'lines', reason: 'overlap' }];
    const { shipping, events, clock, stop } = createStand([{ status: 'partial', rejected }]);
    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);

    expect(shipping.counts()).toMatchObject({ delivered: 1, queued: 0 });
    expect(events.of('recordsRejected')).toMatchObject([{ rejected }]);
    stop.abort();
    await running;
  });

  it('hands over what the spool dropped', async () => {
    const { shipping, events } = createStand([], { maxBatches: 1 });
    await shipping.accept({ batch: makeBatch({ id: 'use', kind: 'use', records: 9 }), commits: [] });

    await shipping.accept({ batch: makeBatch({ id: 'cost' }), commits: [] });

    expect(events.of('batchDropped')).toMatchObject([{ batch: { id: 'use' }, reason: 'spool-full' }]);
    expect(shipping.takeGaps()).toMatchObject([{ class: 'P2', records: 9 }]);
  });

  it('is empty once everything has arrived and every ledger is saved', async () => {
    const order: string[] = [];
    const { shipping, clock, stop } = createStand([RETRY], {
      saveLedger: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('saved');
      },
    });
    await shipping.untilEmpty();
    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [commitOf(SCOPE, 1)] });

    const running = shipping.run(stop.signal);
    const empty = shipping.untilEmpty().then(() => order.push('empty'));
    await clock.advance(1000);
    await empty;

    expect(order).toEqual(['saved', 'empty']);
    stop.abort();
    await running;
  });

  it('keeps the batch that was in flight when it is stopped', async () => {
    const { shipping, sink, clock, stop } = createStand([undefined]);
    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);
    stop.abort();
    await running;

    expect(sink.tried).toEqual(['batch-1']);
    expect(shipping.counts()).toMatchObject({ queued: 1, delivered: 0 });
  });

  it('survives a spool that breaks, and goes on after a pause', async () => {
    let breaks = 1;
    const clock = createManualClock();
    const makeSpool: ShippingParts['makeSpool'] = ({ onDropped }) => {
      const spool = createMemorySpool({ clock, onDropped });
      const next: Spool['next'] = async (nowMs) => {
        breaks -= 1;
        if (breaks >= 0) throw new Error('EIO');
        return spool.next(nowMs);
      };
      return { ...spool, next };
    };
    const { shipping, sink, events, stop } = createStand([], { makeSpool, clock });
    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(10_000);

    expect(events.of('shippingFailed')).toHaveLength(1);
    expect(sink.delivered).toEqual(['batch-1']);
    stop.abort();
    await running;
  });

  it('saves a ledger as soon as a durable spool has its batch, though the server is down', async () => {
    const { shipping, saved } = createStand([], { makeSpool: createDurableFake('durable').makeSpool });

    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [] });
    await shipping.accept({ batch: makeBatch({ id: 'batch-2' }), commits: [commitOf(SCOPE, 1)] });

    expect(saved).toMatchObject([{ scope: SCOPE, atMs: 1 }]);
  });

  it('saves no ledger while an earlier batch is only held, and does once it is durable', async () => {
    const fake = createDurableFake('held', 'durable');
    const { shipping, saved } = createStand([], { makeSpool: fake.makeSpool });
    await shipping.accept({ batch: makeBatch({ id: 'held' }), commits: [] });
    await shipping.accept({ batch: makeBatch({ id: 'durable' }), commits: [commitOf(SCOPE, 1)] });
    const before = [...saved];

    fake.becomeDurable('held');
    await shipping.close();

    expect(before).toEqual([]);
    expect(saved).toMatchObject([{ scope: SCOPE, atMs: 1 }]);
  });

  it('never lets an older ledger of a scope overtake a newer one', async () => {
    const order: (number | null)[] = [];
    const { shipping } = createStand([], {
      makeSpool: createDurableFake('durable').makeSpool,
      saveLedger: async ({ atMs }) => {
        for (let turns = atMs === 1 ? 5 : 0; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
        order.push(atMs);
      },
    });

    const first = shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [commitOf(SCOPE, 1)] });
    await new Promise((resolve) => setImmediate(resolve));
    const second = shipping.accept({ batch: makeBatch({ id: 'batch-2' }), commits: [commitOf(SCOPE, 2)] });
    await Promise.all([first, second]);

    expect(order).toEqual([1, 2]);
  });

  it('saves nothing of a cycle whose append failed, and goes on with the next', async () => {
    const closed = new AgentError('SPOOL_UNWRITABLE', 'closed');
    const fake = createDurableFake(closed, 'durable');
    const { shipping, saved } = createStand([], { makeSpool: fake.makeSpool });

    const failing = shipping.accept({ batch: makeBatch({ id: 'batch-1', cycleId: 'cycle-1' }), commits: [commitOf(SCOPE, 1)] });
    await expect(failing).rejects.toBe(closed);
    await shipping.accept({ batch: makeBatch({ id: 'batch-2', cycleId: 'cycle-2' }), commits: [commitOf(SCOPE, 2)] });

    expect(saved).toMatchObject([{ atMs: 2 }]);
  });

  it('hands gaps over until a batch that tells them is safe', async () => {
    const fake = createDurableFake('durable');
    const { shipping } = createStand([], { makeSpool: fake.makeSpool });
    fake.gaps.push({ class: 'P2', reason: 'spool-full', fromMs: 0, toMs: 0, records: 9 });

    const first = shipping.takeGaps();
    await shipping.accept({ batch: makeBatch({ id: 'cost' }), commits: [] });
    const again = shipping.takeGaps();
    await shipping.accept({ batch: makeBatch({ id: 'cycle', kind: 'cycle' }), commits: [] });

    expect(first).toHaveLength(1);
    expect(again).toHaveLength(1);
    expect(shipping.takeGaps()).toEqual([]);
  });
});

/** A spool whose appends answer as the list says, the last for ever. */
function createDurableFake(...answers: (Safety | AgentError)[]) {
  const gaps: Gap[] = [];
  let hooks: SpoolHooks | undefined;
  let appends = 0;
  const makeSpool: ShippingParts['makeSpool'] = (given) => {
    hooks = given;
    const spool = createMemorySpool({ clock: createManualClock(), onDropped: given.onDropped });
    return {
      ...spool,
      async append(batch) {
        const answer = answers[Math.min(appends, answers.length - 1)] ?? 'durable';
        appends += 1;
        if (answer instanceof AgentError) throw answer;
        await spool.append(batch);
        return answer;
      },
      takeGaps: () => [...gaps],
      async settleGaps() {
        gaps.length = 0;
      },
    };
  };
  const becomeDurable = (id: string) => hooks?.onDurable({ id, kind: 'cost', expiresMs: null, records: 1 });
  return { makeSpool, becomeDurable, gaps };
}
