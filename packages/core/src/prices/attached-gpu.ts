import type { Window } from '../model.ts';
import type { PriceAnswer, PriceKey, PriceRow, PriceSource } from '../pricing.ts';
import { columnOf } from './book-row.ts';
import type { BooksOf } from './books.ts';
import { gpuParts, type Parts } from './gcp-parts.ts';
import { composeRow, termOf } from './terms.ts';

/**
 * A machine with accelerators attached to it: what the bare machine costs, as `base` answers it, and the accelerators. The key's attributes
 * name them: `gpu: nvidia-tesla-t4`, `gpuCount: 2` (1 where not given). Of Compute Engine only N1 takes any; other machines include theirs.
 */
export function createAttachedGpuSource(base: PriceSource, booksOf: BooksOf): PriceSource {
  return {
    name: `${base.name} with accelerators`,
    find(key, window) {
      const { gpu, gpuCount = '1', ...attributes } = key.attributes;
      if (gpu === undefined || !takesGpu(key) || !/^[1-9]\d?$/.test(gpuCount)) return null;
      const machine = base.find({ ...key, attributes }, window);
      if (machine === null || 'missing' in machine) return machine;
      const gpus = attachedParts(booksOf, key, gpu, gpuCount, window);
      return gpus === undefined ? null : addGpus(machine.rows, gpus, key);
    },
  };
}

function takesGpu(key: PriceKey): boolean {
  return key.provider === 'gcp' && key.service === 'compute' && key.meter === 'compute' && /^(n1|custom)-/.test(key.sku);
}

function attachedParts(booksOf: BooksOf, key: PriceKey, model: string, count: string, window: Window): Parts | undefined {
  const column = columnOf(key.purchase);
  if (column === undefined) return undefined;
  for (const book of booksOf(key.provider)) {
    const parts = gpuParts({ book, key, column, window }, model, count);
    if (parts !== undefined) return parts;
  }
  return undefined;
}

function addGpus(rows: readonly PriceRow[], gpus: Parts, key: PriceKey): PriceAnswer {
  const made = { source: 'composed', because: gpus.because } as const;
  return {
    rows: rows.map((row) => composeRow(row, [...(row.listTerms ?? [termOf(row, 'machine', `${key.sku} in ${key.region}`)]), ...gpus.terms], made)),
  };
}
