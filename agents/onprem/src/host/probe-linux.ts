import type { Files, PermissionProbe } from '@openfinops/core';
import { readLimits } from './cgroup.ts';
import { parseStat } from './cpu.ts';
import { parseDiskstats } from './disk.ts';
import { cloudOf, readDmi } from './dmi.ts';
import { readIdentity } from './identity.ts';
import { parseMeminfo } from './memory.ts';
import { parseNetDev } from './network.ts';
import { readFirst, readSource, type Sourced, under } from './source.ts';

/** Each source of a Linux machine by name, whether it can be read, and what to do where it cannot. */
export async function probeLinux(files: Files, root: string): Promise<PermissionProbe[]> {
  const at = (path: string) => under(root, path);
  const identity = await readIdentity(files, root, 'probe');
  const named = identity.problems.find((problem) => problem.code === 'SOURCE_MISSING');
  const dmi = await readDmi(files, root);
  const { limits } = await readLimits(files, root);
  return [
    { name: 'machine id', ok: named === undefined, detail: named?.message ?? 'read, and only ever hashed', ...hintOf(named?.hint) },
    tableProbe('/proc/stat', await readSource(files, at('/proc/stat'), 'CPU time', parseStat), ({ vcpus }) => `${vcpus} CPUs`),
    tableProbe('/proc/meminfo', await readSource(files, at('/proc/meminfo'), 'memory', parseMeminfo), ({ totalBytes }) => `${totalBytes} bytes`),
    tableProbe('/proc/diskstats', await readSource(files, at('/proc/diskstats'), 'disk counters', parseDiskstats), namesOf),
    tableProbe('/proc/net/dev', await readFirst(files, [at('/proc/1/net/dev'), at('/proc/net/dev')], 'network counters', parseNetDev), namesOf),
    { name: 'DMI', ok: true, detail: dmi === null ? 'none: `hosting: auto` asks the metadata services' : (cloudOf(dmi) ?? 'no cloud known by it') },
    {
      name: 'cgroup',
      ok: true,
      detail: Object.keys(limits).length === 0 ? 'no container limit' : `container limit of ${Object.keys(limits).join(', ')}`,
    },
  ];
}

function tableProbe<T>(name: string, source: Sourced<T>, detailOf: (value: T) => string): PermissionProbe {
  if (source.problem === undefined) return { name, ok: true, detail: detailOf(source.value) };
  const hint = source.problem.hint ?? `Let the agent read ${name} of the host; in a container, mount it and say --root.`;
  return { name, ok: false, detail: source.problem.message, hint };
}

function namesOf(table: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(table);
  return names.length === 0 ? 'nothing physical' : names.join(', ');
}

function hintOf(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}
