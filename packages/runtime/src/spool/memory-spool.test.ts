import { describe, expect, it } from 'vitest';
import { testSpool } from '../../../testing/src/test-spool.ts';
import { createMemorySpool } from './memory-spool.ts';

testSpool('memory spool', createMemorySpool);

describe('createMemorySpool', () => {
  it('tells of each drop and why', async () => {
    const dropped: string[] = [];
    const clock = { nowMs: () => 1000 };
    const spool = createMemorySpool({ clock, maxBatches: 1, onDropped: (batch, reason) => dropped.push(`${batch.id} ${reason}`) });
    const batch = { kind: 'cost', cycleId: 'c', part: 1, records: 1, json: '{}' } as const;

    await spool.append({ ...batch, id: 'a', expiresMs: null });
    await spool.append({ ...batch, id: 'b', expiresMs: 2000 });
    await spool.ack('a');
    await spool.append({ ...batch, id: 'c', expiresMs: 2000 });
    await spool.next(2000);

    expect(dropped).toEqual(['b spool-full', 'c expired']);
  });
});
