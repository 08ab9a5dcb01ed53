import type { Files } from '@openfinops/core';
import type { ContainerLimits } from './host.ts';
import { parseCount } from './parse.ts';
import { readSource, type Sourced, type SourceProblem, under } from './source.ts';

const FOLDER = '/sys/fs/cgroup';

/**
 * Limits of the container that the agent runs in. The machine's own root group has no limit files (v2) or limits beyond counting (v1), so a
 * limit means a container.
 */
export async function readLimits(
  files: Files,
  root: string,
): Promise<{ readonly limits: ContainerLimits; readonly problems: readonly SourceProblem[] }> {
  const read = <T>(path: string, parse: (text: string) => T | undefined) =>
    readSource(files, under(root, `${FOLDER}${path}`), 'container limit', parse);
  const sources = {
    cpu2: await read('/cpu.max', parseCpuMax),
    memory2: await read('/memory.max', parseMemoryLimit),
    cpu1: await readQuota(read, '/cpu'),
    memory1: await read('/memory/memory.limit_in_bytes', parseMemoryLimit),
  };
  const cpus = sources.cpu2.value ?? sources.cpu1.value ?? Number.POSITIVE_INFINITY;
  const memoryBytes = sources.memory2.value ?? sources.memory1.value ?? Number.POSITIVE_INFINITY;
  return {
    limits: { ...(Number.isFinite(cpus) ? { cpus } : {}), ...(Number.isFinite(memoryBytes) ? { memoryBytes } : {}) },
    problems: Object.values(sources).flatMap(({ problem }) => (problem?.code === 'SOURCE_GARBLED' ? [problem] : [])),
  };
}

type Read = <T>(path: string, parse: (text: string) => T | undefined) => Promise<Sourced<T>>;

/** v1 keeps quota and period in two files; a quota of -1 is none. */
async function readQuota(read: Read, folder: string): Promise<Sourced<number>> {
  const quota = await read(`${folder}/cpu.cfs_quota_us`, (text) => (text.trim() === '-1' ? Number.POSITIVE_INFINITY : parseCount(text.trim())));
  if (quota.problem !== undefined || quota.value === Number.POSITIVE_INFINITY) return quota;
  return await read(`${folder}/cpu.cfs_period_us`, (text) => ratioOf(quota.value, parseCount(text.trim())));
}

/** v2: `<quota> <period>` in µs, or `max <period>`. @returns CPUs; Infinity: no limit */
export function parseCpuMax(text: string): number | undefined {
  const [quota, period] = text.trim().split(/\s+/);
  if (quota === 'max') return Number.POSITIVE_INFINITY;
  return ratioOf(parseCount(quota), parseCount(period));
}

/** v2: bytes or `max`; v1: bytes, where no limit is a number near 2^63. @returns bytes; Infinity: no limit */
export function parseMemoryLimit(text: string): number | undefined {
  const word = text.trim();
  if (word === 'max') return Number.POSITIVE_INFINITY;
  const bytes = parseCount(word);
  return bytes !== undefined && bytes > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : bytes;
}

function ratioOf(quota: number | undefined, period: number | undefined): number | undefined {
  if (quota === undefined || period === undefined || quota === 0 || period === 0) return undefined;
  return quota / period;
}
