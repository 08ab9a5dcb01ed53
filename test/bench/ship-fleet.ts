import {
  type BatchWithCommits,
  type Clock,
  createResolver,
  createResourceMemory,
  type Ledger,
  type PriceRow,
  runCycle,
  type ScopeId,
  type Spool,
} from '@openfinops/core';
import { createUuidV7 } from '../../packages/cli/src/uuid-v7.ts';
import { createSmallProvider, SMALL_RESOURCE } from '../../packages/testing/src/small-provider.ts';

/** What an agent asks of a server that has not offered more. */
const MAX_BATCH_BYTES = 256 * 1024;
const AGENT = { agentId: 'aws-bench', hostname: 'bench', provider: 'aws', region: 'us-west-2', version: '0.1.0' };
const PRICE: PriceRow = {
  fromMs: 0,
  listPrice: '0.192',
  effectivePrice: '0.192',
  unit: 'h',
  currency: 'USD',
  source: 'bundled',
  asOf: '2026-07-20',
  id: null,
  basis: 'list',
  estimated: false,
  tierNotApplied: false,
};

/** So many running machines, looked at again and again: one compute meter each, and their CPU between two looks. */
export interface Fleet {
  /** One look at all of them; what it remembers is kept for the next. */
  cycle(signal: AbortSignal, spool?: Pick<Spool, 'takeGaps'>): AsyncGenerator<BatchWithCommits>;
}

export function createFleet(count: number, clock: Clock, intervalMs: number): Fleet {
  const ids = Array.from(
    { length: count },
    (_, i) => `arn:aws:ec2:us-west-2:123456789012:instance/i-${(i * 2_654_435_761).toString(16).padStart(17, '0')}`,
  );
  const provider = createSmallProvider({
    async *discover() {
      yield { type: 'scope', scope: SMALL_RESOURCE.scope, observedAtMs: clock.nowMs() };
      for (const [index, id] of ids.entries()) yield { type: 'resource', resource: { ...SMALL_RESOURCE, id, name: `machine-${index}` } };
      yield { type: 'done', scope: SMALL_RESOURCE.scope, count, calls: 1 };
    },
    async *collect(resources) {
      const startMs = clock.nowMs() - intervalMs;
      for (const [index, { id: resourceId }] of resources.entries()) {
        const values = [((index * 7919) % 1000) / 1000];
        yield {
          type: 'series',
          series: { resourceId, name: 'cpu.utilization', unit: '1', statistic: 'average', startMs, stepMs: intervalMs, values },
        };
      }
    },
  });
  const prices = createResolver({ sources: [{ name: 'bench', find: () => ({ rows: [PRICE] }) }] });
  const resourceMemory = createResourceMemory();
  const ledgers = new Map<ScopeId, Ledger>();
  const newId = () => createUuidV7(clock.nowMs());
  return {
    async *cycle(signal, spool) {
      const gaps = spool?.takeGaps() ?? [];
      const input = { provider, prices, agent: AGENT, clock, signal, intervalMs, maxBatchBytes: MAX_BATCH_BYTES, newId, resourceMemory, gaps };
      for await (const item of runCycle({ ...input, ledgers: new Map(ledgers) })) {
        yield item;
        for (const { scope, ledger } of item.commits) ledgers.set(scope, ledger);
      }
    },
  };
}
