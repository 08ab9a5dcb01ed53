import { randomUUID } from 'node:crypto';
import type { Batch } from '@openfinops/core';

/** A batch of so many charges, each of about so many bytes, with names that no other has. */
export function makeCharges(count: number, bytes = 200): Batch {
  const id = randomUUID();
  const charges = Array.from({ length: count }, (_, no) => ({ id: `${id}:${no}`, pad: 'x'.repeat(bytes) }));
  const metrics = { schema: 'made/1', kind: 'cost', batch_id: id, resources: [], charges };
  const json = JSON.stringify({ agent_id: 'line-1', metrics, events: [], traces: [] });
  return { id, kind: 'cost', cycleId: 'made', part: 1, expiresMs: null, records: count, json };
}

export function recordsIn(json: string): { readonly records: readonly string[]; readonly batchId: string } {
  const { metrics } = JSON.parse(json) as { readonly metrics: { readonly batch_id: string; readonly charges: readonly { readonly id: string }[] } };
  return { records: metrics.charges.map(({ id }) => id), batchId: metrics.batch_id };
}
