import { AgentError, type BatchWithCommits, type Delivery } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { createShipping } from '../shipper/create-shipping.ts';
import { commitOf, createScriptedSink, hang, makeBatch, RETRY, recordEvents } from '../shipper/fakes.ts';
import { createMemorySpool } from '../spool/memory-spool.ts';
import type { RunCycle } from './run-cycle-into.ts';
import { type OnceResult, runOnceAndSend } from './run-once.ts';

const DEADLINE_MS = 300_000;

async function* twoBatches(): AsyncGenerator<BatchWithCommits, string> {
  yield { batch: makeBatch({ id: 'cost' }), commits: [] };
  yield { batch: makeBatch({ id: 'cycle', kind: 'cycle' }), commits: [commitOf('a/b/c/d', 1)] };
  return 'done';
}

function start(parts: { script?: readonly (Delivery | undefined)[]; cycle?: RunCycle<string>; saveLedger?: () => Promise<void> } = {}) {
  const clock = createManualClock();
  const events = recordEvents();
  const sink = createScriptedSink(parts.script);
  const stop = new AbortController();
  let saves = 0;
  const countSave = async () => {
    saves += 1;
  };
  const shipping = createShipping({
    sink,
    registration: { ensure: async () => ({ status: 'accepted' }), keepAlive: async () => {} },
    makeSpool: ({ onDropped }) => createMemorySpool({ clock, onDropped }),
    saveLedger: parts.saveLedger ?? countSave,
    clock,
    random: () => 1,
    events,
  });
  const ended: { result?: OnceResult<string>; error?: unknown; atMs?: number } = {};
  const beganMs = clock.monotonicMs();
  const running = runOnceAndSend({ cycle: parts.cycle ?? twoBatches, shipping, clock, events, deadlineMs: DEADLINE_MS, signal: stop.signal }).then(
    (result) => Object.assign(ended, { result, atMs: clock.monotonicMs() - beganMs }),
    (error: unknown) => Object.assign(ended, { error, atMs: clock.monotonicMs() - beganMs }),
  );
  return { clock, events, sink, stop, running, ended, saves: () => saves };
}

describe('runOnceAndSend', () => {
  it('collects, delivers, saves the ledger and is done', async () => {
    const { clock, running, ended, saves } = start();

    await clock.advance(0);
    await running;

    expect(ended.result).toEqual({ delivered: 2, queued: 0, dropped: 0, dead: 0, partial: false, outcome: 'done' });
    expect(saves()).toBe(1);
    expect(ended.atMs).toBe(0);
  });

  it('tries until the deadline to reach the server, and saves no ledger for what did not arrive', async () => {
    const { clock, running, ended, saves } = start({ script: new Array<Delivery>(50).fill(RETRY) });

    await clock.advance(DEADLINE_MS);
    await running;

    expect(ended.result).toMatchObject({ delivered: 0, queued: 2, partial: false, outcome: 'done' });
    expect(ended.atMs).toBe(DEADLINE_MS);
    expect(saves()).toBe(0);
  });

  it('stops collecting in time to deliver what there is', async () => {
    async function* slow(signal: AbortSignal): AsyncGenerator<BatchWithCommits, string> {
      yield { batch: makeBatch({ id: 'early' }), commits: [] };
      await hang(signal);
      return 'never';
    }
    const { clock, sink, running, ended } = start({ cycle: slow, script: [RETRY, RETRY, RETRY] });

    await clock.advance(DEADLINE_MS);
    await running;

    expect(sink.delivered).toEqual(['early']);
    expect(ended.result).toMatchObject({ delivered: 1, queued: 0, partial: true, outcome: null });
    expect(ended.atMs).toBe(0.8 * DEADLINE_MS);
  });

  it('fails with the cycle’s own error, after having delivered what it had', async () => {
    const denied = new AgentError('AUTH_DENIED', 'AWS refused ec2:DescribeInstances');
    async function* failing(): AsyncGenerator<BatchWithCommits, string> {
      yield { batch: makeBatch({ id: 'early' }), commits: [] };
      throw denied;
    }
    const { clock, sink, running, ended } = start({ cycle: failing });

    await clock.advance(0);
    await running;

    expect(ended.error).toBe(denied);
    expect(sink.delivered).toEqual(['early']);
  });

  it('fails with STATE_UNWRITABLE when the ledger cannot be saved, after having delivered', async () => {
    const full = new AgentError('STATE_UNWRITABLE', 'the disk is full');
    const { clock, sink, running, ended } = start({ saveLedger: () => Promise.reject(full) });

    await clock.advance(0);
    await running;

    expect(ended.error).toBe(full);
    expect(sink.delivered).toEqual(['cost', 'cycle']);
  });

  it('delivers for ten seconds more when it is interrupted', async () => {
    async function* slow(signal: AbortSignal): AsyncGenerator<BatchWithCommits, string> {
      yield { batch: makeBatch({ id: 'early' }), commits: [] };
      await hang(signal);
      return 'never';
    }
    const { clock, stop, running, ended } = start({ cycle: slow, script: [undefined] });
    await clock.advance(1000);

    stop.abort();
    await clock.advance(10_000);
    await running;

    expect(ended.result).toMatchObject({ queued: 1, partial: true });
    expect(ended.atMs).toBe(11_000);
  });

  it('leaves at once when it is interrupted while the server is down', async () => {
    const { clock, stop, running, ended } = start({ script: new Array<Delivery>(50).fill(RETRY) });
    await clock.advance(30_000);

    stop.abort();
    await clock.advance(0);
    await running;

    expect(ended).toMatchObject({ result: { delivered: 0, queued: 2, outcome: 'done' }, atMs: 30_000 });
  });

  it('leaves within ten seconds when it is interrupted while the server hangs', async () => {
    const { clock, stop, running, ended } = start({ script: [undefined] });
    await clock.advance(30_000);

    stop.abort();
    for (let second = 0; second < 10; second += 1) await clock.advance(1000);
    await running;

    expect(ended).toMatchObject({ result: { queued: 2 }, atMs: 40_000 });
  });
});
