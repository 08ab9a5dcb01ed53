import { createDrops } from './drops.ts';
import { GCP_GAPS } from './gaps.ts';
import { buildCompute } from './gcp-machines.ts';
import { buildGcpOthers } from './gcp-others.ts';
import { measureRegionFactors, REFERENCES } from './region-factors.ts';
import { SOURCES } from './sources.ts';
import { buildSurcharges } from './surcharges.ts';
import type { TableSet } from './table-set.ts';

export function buildGcp(dir: string, generatedAt: string): TableSet {
  const drops = createDrops();
  const machines = buildCompute(dir, drops);
  const factors = measureRegionFactors(machines, REFERENCES.gcp);
  const tables = [...machines, buildGcpOthers(dir, drops), buildSurcharges(dir, 'gcp', ['cyclenerd'], drops), factors];
  return { provider: 'gcp', generatedAt, sources: SOURCES, dropped: drops.counts(), gaps: GCP_GAPS, tables };
}
