import type { BatchWithCommits, Delivery, Ledger } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { everyInterval } from '../schedule/every.ts';
import { createManualClock, type ManualClock } from '../schedule/manual-clock.ts';
import { createShipping } from '../shipper/create-shipping.ts';
import { commitOf, createScriptedSink, hang, makeBatch, RETRY, recordEvents } from '../shipper/fakes.ts';
import { createMemorySpool } from '../spool/memory-spool.ts';
import type { RunCycle } from './run-cycle-into.ts';
import { runDaemon } from './run-daemon.ts';

const INTERVAL_MS = 300_000;

type Yield = (cycle: number, signal: AbortSignal, clock: ManualClock) => AsyncGenerator<BatchWithCommits, void>;

/** Two batches a cycle, the ledger with the second. */
async function* twoBatches(cycle: number): AsyncGenerator<BatchWithCommits, void> {
  const cycleId = `cycle-${cycle}`;
  yield { batch: makeBatch({ id: `${cycle}-cost`, cycleId }), commits: [] };
  yield { batch: makeBatch({ id: `${cycle}-cycle`, cycleId, kind: 'cycle' }), commits: [commitOf('a/b/c/d', cycle)] };
}

function start(parts: { script?: readonly (Delivery | undefined)[]; cycle?: Yield; farewell?: () => AsyncIterable<BatchWithCommits> } = {}) {
  const clock = createManualClock();
  const events = recordEvents();
  const sink = createScriptedSink(parts.script);
  const saved: Ledger[] = [];
  const stop = new AbortController();
  const shipping = createShipping({
    sink,
    registration: { ensure: async () => ({ status: 'accepted' }), keepAlive: async () => {} },
    makeSpool: ({ onDropped }) => createMemorySpool({ clock, onDropped }),
    saveLedger: async (ledger) => {
      saved.push(ledger);
    },
    clock,
    random: () => 1,
    events,
  });
  const schedule = everyInterval({ intervalMs: INTERVAL_MS, agentId: 'onprem-1', clock, onSkipped: events.cycleSkipped });
  let cycles = 0;
  const cycle: RunCycle<void> = (signal) => {
    cycles += 1;
    return (parts.cycle ?? twoBatches)(cycles, signal, clock);
  };
  let isOver = false;
  const farewell = parts.farewell === undefined ? {} : { farewell: parts.farewell };
  const running = runDaemon({ cycle, shipping, schedule, clock, events, ...farewell, signal: stop.signal }).then(() => {
    isOver = true;
  });
  return { clock, events, sink, saved, stop, shipping, running, cycles: () => cycles, isOver: () => isOver };
}

describe('runDaemon', () => {
  it('collects and delivers at once, and then at every interval', async () => {
    const { clock, sink, saved, stop, running } = start();

    await clock.advance(0);
    const atStart = [...sink.delivered];
    await clock.advance(2 * INTERVAL_MS);

    expect(atStart).toEqual(['1-cost', '1-cycle']);
    expect(sink.delivered.slice(0, 4)).toEqual(['1-cost', '1-cycle', '2-cost', '2-cycle']);
    expect(saved.map(({ atMs }) => atMs)).toEqual([1, 2]);
    stop.abort();
    await clock.advance(0);
    await running;
  });

  it('goes on collecting while the server is down, and delivers everything when it is back', async () => {
    const { clock, events, sink, saved, stop, running, cycles } = start({ script: new Array<Delivery>(20).fill(RETRY) });

    await clock.advance(3_600_000);
    const whileDown = { delivered: sink.delivered.length, cycles: cycles(), saved: saved.length };
    await clock.advance(3_600_000);

    expect(whileDown).toEqual({ delivered: 0, cycles: 12, saved: 0 });
    expect(sink.delivered).toHaveLength(2 * cycles());
    expect(saved.at(-1)?.atMs).toBe(cycles());
    expect(events.of('serverDown')).toHaveLength(1);
    expect(events.of('serverUp')).toHaveLength(1);
    stop.abort();
    await clock.advance(0);
    await running;
  });

  it('survives cycles that fail, and delivers what they had yielded', async () => {
    async function* failing(cycle: number): AsyncGenerator<BatchWithCommits, void> {
      yield { batch: makeBatch({ id: `${cycle}-cost`, cycleId: `cycle-${cycle}` }), commits: [] };
      throw new Error('no credentials');
    }
    const { clock, events, sink, stop, running } = start({ cycle: failing });

    await clock.advance(2 * INTERVAL_MS);

    expect(sink.delivered.slice(0, 2)).toEqual(['1-cost', '2-cost']);
    expect(events.of('cycleFailed').length).toBeGreaterThanOrEqual(2);
    stop.abort();
    await clock.advance(0);
    await running;
  });

  it('skips a tick while a cycle hangs', async () => {
    async function* hanging(_: number, signal: AbortSignal): AsyncGenerator<BatchWithCommits, void> {
      await hang(signal);
      yield* twoBatches(0);
    }
    const { clock, events, stop, running, cycles } = start({ cycle: hanging });

    await clock.advance(3 * INTERVAL_MS);

    expect(cycles()).toBe(1);
    expect(events.of('cycleSkipped').length).toBeGreaterThanOrEqual(2);
    stop.abort();
    await clock.advance(5000);
    await running;
  });
});

describe('runDaemon, asked to leave', () => {
  it('gives the running cycle five seconds, then spools and delivers what it had', async () => {
    async function* slow(cycle: number, signal: AbortSignal): AsyncGenerator<BatchWithCommits, void> {
      yield { batch: makeBatch({ id: `${cycle}-early`, cycleId: 'c' }), commits: [] };
      await hang(signal);
    }
    const { clock, events, sink, stop, running, isOver } = start({ cycle: slow });
    await clock.advance(10);

    stop.abort();
    await clock.advance(4999);
    const before = isOver();
    await clock.advance(1);
    await running;

    expect(before).toBe(false);
    expect(sink.delivered).toEqual(['1-early']);
    expect(events.names().at(-1)).toBe('cycleStopped');
  });

  it('lets a cycle that is nearly done finish', async () => {
    async function* quick(cycle: number, _: AbortSignal, clock: ManualClock): AsyncGenerator<BatchWithCommits, void> {
      await clock.sleep(3000);
      yield* twoBatches(cycle);
    }
    const { clock, sink, saved, stop, running } = start({ cycle: quick });
    await clock.advance(0);

    stop.abort();
    await clock.advance(3000);
    await running;

    expect(sink.delivered).toEqual(['1-cost', '1-cycle']);
    expect(saved).toHaveLength(1);
  });

  it('leaves at once when the server is down, with the rest still in the spool', async () => {
    const { clock, shipping, stop, running, isOver } = start({ script: new Array<Delivery>(50).fill(RETRY) });
    await clock.advance(60_000);

    stop.abort();
    await clock.advance(0);

    expect(isOver()).toBe(true);
    expect(shipping.counts()).toMatchObject({ queued: 2 });
    await running;
  });

  it('drains for ten seconds at most when the server hangs', async () => {
    const { clock, stop, running, isOver } = start({ script: [undefined] });
    await clock.advance(60_000);

    stop.abort();
    await clock.advance(9999);
    const before = isOver();
    await clock.advance(1);
    await running;

    expect(before).toBe(false);
    expect(isOver()).toBe(true);
  });

  it('leaves even if a cycle does not notice that it was stopped', async () => {
    async function* deaf(): AsyncGenerator<BatchWithCommits, void> {
      await new Promise(() => {});
      yield* twoBatches(0);
    }
    const { clock, stop, running, isOver } = start({ cycle: deaf });
    await clock.advance(0);

    stop.abort();
    await clock.advance(6000);
    await running;

    expect(isOver()).toBe(true);
  });

  it('says its farewell after the last cycle, and delivers it', async () => {
    async function* farewell(): AsyncGenerator<BatchWithCommits> {
      yield { batch: makeBatch({ id: 'open-hour', expiresMs: Number.MAX_SAFE_INTEGER }), commits: [] };
    }
    const { clock, sink, stop, running } = start({ farewell });
    await clock.advance(0);

    stop.abort();
    await clock.advance(0);
    await running;

    expect(sink.delivered).toEqual(['1-cost', '1-cycle', 'open-hour']);
  });

  it('spools its farewell when the server is down', async () => {
    async function* farewell(): AsyncGenerator<BatchWithCommits> {
      yield { batch: makeBatch({ id: 'open-hour', expiresMs: Number.MAX_SAFE_INTEGER }), commits: [] };
    }
    const { clock, shipping, stop, running, isOver } = start({ farewell, script: new Array<Delivery>(50).fill(RETRY) });
    await clock.advance(60_000);

    stop.abort();
    await clock.advance(0);
    await running;

    expect(isOver()).toBe(true);
    expect(shipping.counts()).toMatchObject({ queued: 3 });
  });

  it('is kept neither by a farewell that fails nor by one that hangs', async () => {
    async function* failing(): AsyncGenerator<BatchWithCommits> {
      yield* [];
      throw new Error('a bug');
    }
    async function* hanging(): AsyncGenerator<BatchWithCommits> {
      await new Promise(() => {});
      yield* [];
    }

    const tookMs = [];
    for (const farewell of [failing, hanging]) {
      const { clock, stop, running } = start({ farewell });
      await clock.advance(0);
      stop.abort();
      const askedMs = clock.monotonicMs();
      await clock.advance(0);
      if (farewell === hanging) await clock.advance(1000);
      await running;
      tookMs.push(clock.monotonicMs() - askedMs);
    }

    expect(tookMs).toEqual([0, 1000]);
  });

  it('has left within 12.5 s, whatever hangs: the cycle, the farewell and the server', async () => {
    async function* deaf(cycle: number): AsyncGenerator<BatchWithCommits, void> {
      yield* twoBatches(cycle);
      await new Promise(() => {});
    }
    async function* hanging(): AsyncGenerator<BatchWithCommits> {
      await new Promise(() => {});
      yield* [];
    }
    const { clock, stop, running, isOver } = start({ cycle: deaf, farewell: hanging, script: [undefined] });
    await clock.advance(1000);

    stop.abort();
    for (let second = 0; second < 12; second += 1) await clock.advance(1000);
    await clock.advance(500);
    await running;

    expect(isOver()).toBe(true);
  });
});
