import { AgentError, type Delivery } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { createScriptedSink, makeBatch, RETRY } from '../shipper/fakes.ts';
import { type FailedTry, RETRY_FOR_EVER, RETRY_ONCE, retrying } from './retrying.ts';

const signal = new AbortController().signal;
const batch = makeBatch({ id: 'batch-1' });
const busy: Delivery = { status: 'retry', afterMs: 7000, error: new AgentError('SERVER_UNREACHABLE', 'busy') };

describe('retrying', () => {
  it('waits as long as the server asked, then delivers', async () => {
    const clock = createManualClock();
    const sink = retrying(createScriptedSink([busy]), RETRY_FOR_EVER, { clock, random: () => 0.5 });

    const delivering = sink.deliver(batch, signal);
    await clock.advance(7000);

    expect(await delivering).toEqual({ status: 'accepted' });
    expect(clock.sleeps).toEqual([7000]);
  });

  it('waits longer after each failure, whatever the batch, and starts afresh after a success', async () => {
    const clock = createManualClock();
    const sink = retrying(createScriptedSink([RETRY, RETRY, RETRY, { status: 'accepted' }, RETRY]), RETRY_ONCE, { clock, random: () => 1 });

    for (let i = 0; i < 5; i += 1) {
      const delivering = sink.deliver(makeBatch({ id: `batch-${i}` }), signal);
      await clock.advance(10_000);
      await delivering;
    }

    expect(clock.sleeps).toEqual([1000, 2000, 4000, 1000]);
  });

  it('hands the batch back after so many tries', async () => {
    const clock = createManualClock();
    const inner = createScriptedSink([RETRY, RETRY, RETRY]);
    const sink = retrying(inner, { ...RETRY_ONCE, tries: 2 }, { clock, random: () => 1 });

    const delivering = sink.deliver(batch, signal);
    await clock.advance(10_000);

    expect(await delivering).toBe(RETRY);
    expect(inner.tried).toHaveLength(2);
  });

  it('tells of a failure before it waits', async () => {
    const clock = createManualClock();
    const failures: FailedTry[] = [];
    const sink = retrying(createScriptedSink([RETRY]), RETRY_ONCE, { clock, random: () => 0, onFailure: (failed) => failures.push(failed) });

    const delivering = sink.deliver(batch, signal);
    await clock.advance(0);

    expect(failures).toMatchObject([{ batch, failures: 1, waitMs: 500, error: { code: 'SERVER_UNREACHABLE' } }]);
    await clock.advance(500);
    await delivering;
  });

  it.each([
    { said: { status: 'accepted' } },
    { said: { status: 'partial', rejected: [] } },
    { said: { status: 'refused', error: new Error('no') } },
  ] as const)('passes on what is no failure: $said.status', async ({ said }) => {
    const clock = createManualClock();
    const sink = retrying(createScriptedSink([said]), RETRY_FOR_EVER, { clock, random: () => 0 });

    expect(await sink.deliver(batch, signal)).toBe(said);
    expect(clock.sleeps).toEqual([]);
  });

  it('stops waiting when it is aborted', async () => {
    const clock = createManualClock();
    const stop = new AbortController();
    const sink = retrying(createScriptedSink([RETRY]), RETRY_FOR_EVER, { clock, random: () => 0 });

    const delivering = sink.deliver(batch, stop.signal);
    await clock.advance(100);
    stop.abort();

    await expect(delivering).rejects.toMatchObject({ name: 'AbortError' });
  });
});
