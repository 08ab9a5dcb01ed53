import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureFleet } from './aws-fleet.ts';
import { measurePlans } from './aws-plans.ts';
import { measureTime } from './aws-time.ts';
import { buildBundle } from './child.ts';
import type { Measurement } from './figures.ts';

/** One region of AWS, as far away as AWS is: the shipped agent beside the SDK as it comes, and beside one call for each metric. */
export async function benchAws(): Promise<Measurement[]> {
  buildBundle();
  const cwd = await mkdtemp(join(tmpdir(), 'openfinops-bench-aws-'));
  try {
    return [...(await measureFleet(cwd)), ...measurePlans(), ...(await measureTime())];
  } finally {
    await rm(cwd, { recursive: true });
  }
}
