import type { Batch, Sink } from '@openfinops/core';
import { describe, expect, it } from 'vitest';

/** A sink in its world: where what it delivered can be seen, and which can be taken away from it. */
export interface SinkStand {
  readonly sink: Sink;
  /** The ids of the batches that arrived, in order; a batch that arrived twice is there twice. */
  received(): Promise<readonly string[]> | readonly string[];
  /** From now on nothing can be delivered. */
  breakDown(): Promise<void>;
  dispose(): Promise<void>;
}

/** The contract that every sink keeps. */
export function testSink(name: string, make: () => Promise<SinkStand>): void {
  describe(`${name} (sink contract)`, () => {
    const withStand = async (use: (stand: SinkStand) => Promise<void>) => {
      const stand = await make();
      try {
        await use(stand);
      } finally {
        await stand.dispose();
      }
    };

    it('has a name for logs', () =>
      withStand(async ({ sink }) => {
        expect(sink.name).toMatch(/^[a-z][a-z0-9-]*$/);
      }));

    it('delivers batches of every kind, in order', () =>
      withStand(async ({ sink, received }) => {
        const batches = (['cost', 'use', 'cycle'] as const).map((kind, i) => makeBatch(`batch-000${i}`, kind));
        const signal = new AbortController().signal;

        const statuses: string[] = [];
        for (const batch of batches) statuses.push((await sink.deliver(batch, signal)).status);

        expect(statuses).toEqual(['accepted', 'accepted', 'accepted']);
        expect(await received()).toEqual(['batch-0000', 'batch-0001', 'batch-0002']);
      }));

    it('may be given the same batch again', () =>
      withStand(async ({ sink, received }) => {
        const signal = new AbortController().signal;
        await sink.deliver(makeBatch('batch-0000'), signal);

        const again = await sink.deliver(makeBatch('batch-0000'), signal);

        expect(again.status).toBe('accepted');
        expect(new Set(await received())).toEqual(new Set(['batch-0000']));
      }));

    it('returns trouble as data, with an error that says what to do', () =>
      withStand(async ({ sink, breakDown }) => {
        await breakDown();

        const delivery = await sink.deliver(makeBatch('batch-0000'), new AbortController().signal);

        expect(delivery).toMatchObject({ status: 'retry', error: { name: 'AgentError', hint: expect.any(String) } });
      }));

    it('rejects with an AbortError when it is aborted, and delivers nothing', () =>
      withStand(async ({ sink, received }) => {
        const delivering = sink.deliver(makeBatch('batch-0000'), AbortSignal.abort());

        await expect(delivering).rejects.toMatchObject({ name: 'AbortError' });
        expect(await received()).toEqual([]);
      }));

    it('closes twice, before or after use', () =>
      withStand(async ({ sink }) => {
        await sink.close();

        await expect(sink.close()).resolves.toBeUndefined();
      }));
  });
}

function makeBatch(id: string, kind: Batch['kind'] = 'cost'): Batch {
  const json = JSON.stringify({ agent_id: 'aws-1-test', timestamp: 1_795_240_800, metrics: { kind, batch_id: id }, events: [], traces: [] });
  return { id, kind, cycleId: 'cycle', part: 1, expiresMs: null, records: 1, json };
}
