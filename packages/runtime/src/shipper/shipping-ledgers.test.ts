import { AgentError, type Gap, type Safety } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { createMemorySpool } from '../spool/memory-spool.ts';
import type { SpoolHooks } from '../spool/spool-hooks.ts';
import type { ShippingParts } from './create-shipping.ts';
import { commitOf, makeBatch, RETRY } from './fakes.ts';
import { createShippingStand } from './shipping-stand.ts';

const SCOPE = 'onprem/onprem/global/host';

describe('createShipping, and what may be forgotten', () => {
  it('saves a ledger that a spool in memory holds when the batch it came with has arrived, and not before', async () => {
    const { shipping, saved, clock, stop } = createShippingStand([RETRY]);
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
    const { shipping, sink, events, clock, stop } = createShippingStand([], { saveLedger: () => Promise.reject(full) });
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

  it('saves a ledger as soon as a durable spool has its batch, though the server is down', async () => {
    const { shipping, saved } = createShippingStand([], { makeSpool: createDurableFake('durable').makeSpool });

    await shipping.accept({ batch: makeBatch({ id: 'batch-1' }), commits: [] });
    await shipping.accept({ batch: makeBatch({ id: 'batch-2' }), commits: [commitOf(SCOPE, 1)] });

    expect(saved).toMatchObject([{ scope: SCOPE, atMs: 1 }]);
  });

  it('saves no ledger while an earlier batch is only held, and does once it is durable', async () => {
    const fake = createDurableFake('held', 'durable');
    const { shipping, saved } = createShippingStand([], { makeSpool: fake.makeSpool });
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
    const { shipping } = createShippingStand([], {
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
    const { shipping, saved } = createShippingStand([], { makeSpool: fake.makeSpool });

    const failing = shipping.accept({ batch: makeBatch({ id: 'batch-1', cycleId: 'cycle-1' }), commits: [commitOf(SCOPE, 1)] });
    await expect(failing).rejects.toBe(closed);
    await shipping.accept({ batch: makeBatch({ id: 'batch-2', cycleId: 'cycle-2' }), commits: [commitOf(SCOPE, 2)] });

    expect(saved).toMatchObject([{ atMs: 2 }]);
  });

  it('hands gaps over until a batch that tells them is safe', async () => {
    const fake = createDurableFake('durable');
    const { shipping } = createShippingStand([], { makeSpool: fake.makeSpool });
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
