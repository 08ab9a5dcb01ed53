import { join } from 'node:path';
import { messageOf, type Problem, type ProviderId } from '@openfinops/core';
import { writeAtomically } from '../state/atomic-write.ts';
import { codeOf, type StateIo } from '../state/state-io.ts';
import { CACHE_SUFFIX, cacheFileName, decodeRegion, encodeRegion } from './cache-file.ts';
import type { LiveRegion } from './live-fetcher.ts';

/** Fetched prices of one provider on disk: a file a region, readable by the owner alone, each replaced as a whole. */
export interface PriceCache {
  /** What can be used; what cannot is a problem, and is left to be replaced. */
  read(): Promise<{ readonly regions: readonly LiveRegion[]; readonly problems: readonly Problem[] }>;
  /** Throws STATE_UNWRITABLE. */
  write(region: LiveRegion): Promise<void>;
}

export function createPriceCache(dir: string, provider: ProviderId, io: StateIo): PriceCache {
  return {
    async read() {
      const regions: LiveRegion[] = [];
      const problems: Problem[] = [];
      for (const name of await namesIn(dir, io)) {
        const path = join(dir, name);
        try {
          regions.push(decodeRegion(provider, await io.readFile(path, 'utf8')));
        } catch (error) {
          problems.push(unusable(path, messageOf(error)));
        }
      }
      return { regions, problems };
    },
    async write(region) {
      await io.mkdir(dir, { recursive: true, mode: 0o700 }).catch(() => {});
      await writeAtomically(join(dir, cacheFileName(region.service, region.region)), encodeRegion(provider, region), io);
    },
  };
}

async function namesIn(dir: string, io: StateIo): Promise<string[]> {
  try {
    return (await io.readdir(dir)).filter((name) => name.endsWith(CACHE_SUFFIX)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function unusable(path: string, why: string): Problem {
  const hint = 'The bundled tables answer until prices are fetched again.';
  return { stage: 'price', code: 'SOURCE_GARBLED', scope: null, message: `${path} cannot be used: ${why}`, hint };
}
