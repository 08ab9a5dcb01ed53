import type { Log, Ports, SelfMetrics } from '@openfinops/core';
import { realClock } from './clock.ts';
import { realFiles } from './files.ts';
import { realHttp } from './http.ts';

/** The world as it is. Log, metrics and environment are the caller's. */
export function createRealPorts(parts: { env: Ports['env']; log: Log; metrics: SelfMetrics }): Ports {
  return {
    ...parts,
    clock: realClock,
    http: realHttp,
    files: realFiles,
    random: Math.random,
    platform: process.platform,
  };
}
