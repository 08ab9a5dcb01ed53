import { AgentError, type Spool } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { createMemorySpool } from '../spool/memory-spool.ts';
import type { ShippingParts } from './create-shipping.ts';
import { commitOf, makeBatch, RETRY } from './fakes.ts';
import { createShippingStand } from './shipping-stand.ts';

const SCOPE = 'onprem/onprem/global/host';

describe('createShipping', () => {
  it('delivers at once what is accepted, cost first, and drains without a pause', async () => {
    const { shipping, sink, clock, stop } = createShippingStand();
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
    const { shipping, sink, events, clock, stop } = createShippingStand([RETRY, RETRY]);
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
    const { shipping, sink, clock, stop } = createShippingStand([RETRY]);
    await shipping.accept({ batch: makeBatch({ id: 'use', kind: 'use' }), commits: [] });
    const running = shipping.run(stop.signal);
    await clock.advance(0);

    await shipping.accept({ batch: makeBatch({ id: 'cost' }), commits: [] });
    await clock.advance(1000);

    expect(sink.tried).toEqual(['use', 'cost', 'use']);
    stop.abort();
    await running;
  });

  it('sets a refused batch aside and goes on with the next', async () => {
    const error = new AgentError('SERVER_REFUSED', 'no');
    const { shipping, sink, saved, events, clock, stop } = createShippingStand([{ status: 'refused', error }]);
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
    const { shipping, events, clock, stop } = createShippingStand([{ status: 'partial', rejected }]);
    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);

    expect(shipping.counts()).toMatchObject({ delivered: 1, queued: 0 });
    expect(events.of('recordsRejected')).toMatchObject([{ rejected }]);
    stop.abort();
    await running;
  });

  it('hands over what the spool dropped', async () => {
    const { shipping, events } = createShippingStand([], { maxBatches: 1 });
    await shipping.accept({ batch: makeBatch({ id: 'use', kind: 'use', records: 9 }), commits: [] });

    await shipping.accept({ batch: makeBatch({ id: 'cost' }), commits: [] });

    expect(events.of('batchDropped')).toMatchObject([{ batch: { id: 'use' }, reason: 'spool-full' }]);
    expect(shipping.takeGaps()).toMatchObject([{ class: 'P2', records: 9 }]);
  });

  it('is empty once everything has arrived and every ledger is saved', async () => {
    const order: string[] = [];
    const { shipping, clock, stop } = createShippingStand([RETRY], {
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
    const { shipping, sink, clock, stop } = createShippingStand([undefined]);
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
    const { shipping, sink, events, stop } = createShippingStand([], { makeSpool, clock });
    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(10_000);

    expect(events.of('shippingFailed')).toHaveLength(1);
    expect(sink.delivered).toEqual(['batch-1']);
    stop.abort();
    await running;
  });
});
