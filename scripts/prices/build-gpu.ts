import { createDrops } from './drops.ts';
import { readFacts } from './facts.ts';
import { formatParts } from './format-parts.ts';
import { GPU_GAPS } from './gaps.ts';
import { SOURCES } from './sources.ts';
import type { TableSet } from './table-set.ts';

/** Accelerators whose memory and year two sources agree on; street prices and watts have no source and stay out. */
export function buildGpu(dir: string, generatedAt: string): TableSet {
  const drops = createDrops();
  const records = readFacts(dir, 'gpu-models.csv').flatMap((fact) => {
    if (fact.street_price_usd) drops.count('unsourced-street-price');
    if (!fact.specs_basis?.includes('checked')) {
      drops.count('unsourced-specs');
      return [];
    }
    return [{ model: fact.model_key, vendor: fact.vendor, name: fact.name, 'memory-gib': fact.memory_gib, 'launch-year': fact.launch_year }];
  });
  const table = formatParts('gpu-models', records, {
    path: 'models.csv',
    asOf: '2025-06-16',
    sources: ['datasheets', 'gpu-info-api'],
    method: 'memory and launch year as the data sheet has them, confirmed by a second source',
  });
  return { provider: 'gpu', generatedAt, sources: SOURCES, dropped: drops.counts(), gaps: GPU_GAPS, tables: [table] };
}
