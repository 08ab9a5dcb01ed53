import type { Batch } from './batch.ts';
import { type BatchWriter, type CycleFrame, createBatchWriter } from './batch-writer.ts';
import type { Charge } from './charge.ts';
import { OPEN_HOUR_LIFE_MS } from './hours.ts';
import type { Collection } from './provider.ts';
import { allocationToWire, chargeToWire, findingToWire, seriesToWire } from './to-wire.ts';
import type { WireResource } from './wire.ts';

type Use = Extract<Collection, { type: 'series' | 'allocation' | 'finding' }>;

/** The batches of one cycle while they fill: final charges and resources, open hours (which expire) by hour, and use. */
export interface CycleBatches {
  addCharge(charge: Charge): Generator<Batch>;
  addResource(resource: WireResource): Generator<Batch>;
  addUse(use: Use): Generator<Batch>;
  flush(): Generator<Batch>;
  /** Charges added so far. */
  charges(): number;
}

export function createCycleBatches(frame: CycleFrame): CycleBatches {
  const costLists = ['resources', 'charges'];
  const finals = createBatchWriter(frame, 'cost', costLists, null);
  const open = new Map<number, BatchWriter>();
  const use = createBatchWriter(frame, 'use', ['series', 'allocations', 'findings'], null);
  let charges = 0;

  const writerOf = (charge: Charge): BatchWriter => {
    if (charge.complete) return finals;
    const writer = open.get(charge.hourStartMs) ?? createBatchWriter(frame, 'cost', costLists, charge.hourStartMs + OPEN_HOUR_LIFE_MS);
    open.set(charge.hourStartMs, writer);
    return writer;
  };

  return {
    *addCharge(charge) {
      charges += 1;
      const full = writerOf(charge).add('charges', chargeToWire(charge));
      if (full !== undefined) yield full;
    },
    *addResource(resource) {
      const full = finals.add('resources', resource);
      if (full !== undefined) yield full;
    },
    *addUse(item) {
      const full = addUseTo(use, item);
      if (full !== undefined) yield full;
    },
    *flush() {
      for (const writer of [use, ...open.values(), finals]) {
        const batch = writer.flush();
        if (batch !== undefined) yield batch;
      }
    },
    charges: () => charges,
  };
}

function addUseTo(writer: BatchWriter, item: Use): Batch | undefined {
  switch (item.type) {
    case 'series':
      return writer.add('series', seriesToWire(item.series));
    case 'allocation':
      return writer.add('allocations', allocationToWire(item.allocation));
    case 'finding':
      return writer.add('findings', findingToWire(item.finding));
  }
}
