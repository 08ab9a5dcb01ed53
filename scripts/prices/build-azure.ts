import { buildVms } from './azure-machines.ts';
import { buildAzureOthers } from './azure-others.ts';
import { createDrops } from './drops.ts';
import { AZURE_GAPS } from './gaps.ts';
import { measureRegionFactors, REFERENCES } from './region-factors.ts';
import { SOURCES } from './sources.ts';
import { buildSurcharges } from './surcharges.ts';
import type { TableSet } from './table-set.ts';

export function buildAzure(dir: string, generatedAt: string): TableSet {
  const drops = createDrops();
  const machines = buildVms(dir, drops);
  const factors = measureRegionFactors(machines, REFERENCES.azure);
  const tables = [...machines, buildAzureOthers(dir, drops), buildSurcharges(dir, 'azure', ['infracost'], drops), factors];
  return { provider: 'azure', generatedAt, sources: SOURCES, dropped: drops.counts(), gaps: AZURE_GAPS, tables };
}
