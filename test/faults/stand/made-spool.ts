import { createHash, randomUUID } from 'node:crypto';
import type { Batch, BatchKind } from '@openfinops/core';
import { realClock } from '@openfinops/runtime';
import { openSpool } from '../../../packages/runtime/src/spool/open-spool.ts';
import type { SpoolHooks } from '../../../packages/runtime/src/spool/spool-hooks.ts';

const KINDS: readonly BatchKind[] = ['cost', 'cycle', 'use'];

/** Where the agent under test keeps its spool. */
export const SPOOL_IN_STATE = 'world/spool';

/** Nobody listens. */
const NO_HOOKS: SpoolHooks = { onDropped() {}, onDurable() {}, onCorrupt() {}, onDegraded() {}, onRecovered() {} };

/** Fills a spool's directory with batches that an agent might have left there, by the product's own hand. Closed when it resolves. */
export async function makeSpool(dir: string, count: number): Promise<Batch[]> {
  const spool = (await openSpool({ dir, clock: realClock })).start(NO_HOOKS);
  const batches = Array.from({ length: count }, (_, no) => madeBatch(no));
  for (const batch of batches) await spool.append(batch);
  await spool.close();
  return batches;
}

/** Of some hundred bytes, different from every other. */
export function madeBatch(no: number, fillBytes = 200): Batch {
  const id = randomUUID();
  const kind = KINDS[no % KINDS.length] ?? 'use';
  const note = createHash('sha512')
    .update(id)
    .digest('hex')
    .repeat(Math.ceil(fillBytes / 128))
    .slice(0, fillBytes);
  const json = JSON.stringify({ agent_id: 'made', metrics: { schema: 'made/1', kind, batch_id: id, note }, events: [], traces: [] });
  return { id, kind, cycleId: 'made', part: no, expiresMs: null, records: 1, json };
}
