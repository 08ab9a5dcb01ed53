import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findTablesDir } from '@openfinops/runtime';
import { checkFolder, listProviders } from '../../scripts/prices/check-folder.ts';
import { startSource } from './child.ts';
import type { Measurement } from './figures.ts';
import type { PricesRun } from './prices-process.ts';

/** The regions with the most rows of each provider. */
const REGIONS = [
  ['aws', 'ec2', 'us-east-1'],
  ['azure', 'vm', 'eastus'],
  ['gcp', 'compute', 'us-central1'],
] as const;
const ROUNDS = 5;
const TIMEOUT_MS = 60_000;
/** A tar archive spends a block on each name. */
const TAR_BLOCK = 512;

/** What the price tables take: to load, to hold, to ask, to check, to ship. Baselines: the same rows as JSON, and a walk along the rows. */
export async function benchPrices(): Promise<Measurement[]> {
  const runs: PricesRun[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const region of REGIONS) runs.push(await runRegion(region));
  }
  const dir = findTablesDir({}) ?? '';
  const { unpackedMb, packedMb } = sizesOf(dir);
  return [
    { figure: 'prices.region-load', samples: runs.map(({ loadMs }) => loadMs), baseline: runs.map(({ jsonLoadMs }) => jsonLoadMs) },
    { figure: 'prices.region-memory', samples: runs.map(({ heldMb }) => heldMb), baseline: runs.map(({ jsonHeldMb }) => jsonHeldMb) },
    { figure: 'prices.look-up', samples: runs.flatMap(({ lookUpUs }) => lookUpUs), baseline: runs.flatMap(({ scanUs }) => scanUs) },
    { figure: 'prices.validate', samples: Array.from({ length: 3 }, () => timeCheck(dir)) },
    { figure: 'prices.unpacked', samples: [unpackedMb] },
    { figure: 'prices.packed', samples: [packedMb] },
  ];
}

async function runRegion(region: readonly string[]): Promise<PricesRun> {
  const child = startSource('prices-process.ts', region);
  try {
    const [line] = await child.until(/^\{.*\}$/m, TIMEOUT_MS);
    return JSON.parse(line) as PricesRun;
  } finally {
    await child.stop();
  }
}

/** Seconds of the processor. */
function timeCheck(dir: string): number {
  const before = process.cpuUsage();
  for (const provider of listProviders(dir)) {
    const { faults } = checkFolder(dir, provider);
    if (faults.length > 0) throw new RangeError(`the tables of ${provider} are not sound: ${faults[0]}`);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function sizesOf(dir: string): { unpackedMb: number; packedMb: number } {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const parts = files.flatMap(({ name, parentPath }) => [Buffer.alloc(TAR_BLOCK, name), readFileSync(join(parentPath, name))]);
  const archive = Buffer.concat(parts);
  return { unpackedMb: (archive.length - files.length * TAR_BLOCK) / 1e6, packedMb: gzipSync(archive).length / 1e6 };
}
