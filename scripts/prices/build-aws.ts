import { buildRds } from './aws-databases.ts';
import { buildCommitmentRatios, buildEc2 } from './aws-machines.ts';
import { buildAwsOthers } from './aws-others.ts';
import { createDrops } from './drops.ts';
import { AWS_GAPS } from './gaps.ts';
import { measureRegionFactors, REFERENCES } from './region-factors.ts';
import { SOURCES } from './sources.ts';
import { buildSurcharges } from './surcharges.ts';
import type { TableSet } from './table-set.ts';

export function buildAws(dir: string, generatedAt: string): TableSet {
  const drops = createDrops();
  const machines = [...buildEc2(dir, drops), ...buildRds(dir, drops)];
  const factors = measureRegionFactors(machines, REFERENCES.aws);
  const surcharges = buildSurcharges(dir, 'aws', ['ec2-instances-info', 'cyclenerd'], drops);
  const regions = machines.flatMap(({ file }) => file.region ?? []);
  const tables = [...machines, buildAwsOthers(dir, drops, regions), surcharges, factors, buildCommitmentRatios(dir)];
  return { provider: 'aws', generatedAt, sources: SOURCES, dropped: drops.counts(), gaps: AWS_GAPS, tables };
}
