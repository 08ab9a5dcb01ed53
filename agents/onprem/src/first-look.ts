import type { Ports } from '@openfinops/core';
import { createLinuxHost } from './host/linux-host.ts';
import { lookNow, type TimedLook } from './measure.ts';
import type { OnpremOptions } from './options.ts';

const ROOT = '/';

/** A look at this very machine before anybody has said where to look; undefined off Linux, where a look is dear. */
export async function takeFirstLook({ files, clock, platform }: Pick<Ports, 'files' | 'clock' | 'platform'>): Promise<TimedLook | undefined> {
  if (platform !== 'linux') return undefined;
  return await lookNow(createLinuxHost({ root: ROOT, files, clock }), clock);
}

/** The prepared look, if it is one, and of the machine that the options mean. */
export function firstLookFor({ root }: Pick<OnpremOptions, 'root'>, prepared: unknown): TimedLook | undefined {
  if (root !== ROOT || typeof prepared !== 'object' || prepared === null || !('look' in prepared)) return undefined;
  return prepared as TimedLook;
}
