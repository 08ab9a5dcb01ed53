import { createHash } from 'node:crypto';
import type { Files } from '@openfinops/core';
import { parseWord } from './parse.ts';
import { readSource, type SourceProblem, under } from './source.ts';

/** 12 hex digits that stand for the machine: its own id is never kept, logged or sent. */
export function hashMachine(machineId: string): string {
  return createHash('sha256').update(`openfinops:${machineId}`, 'utf8').digest('hex').slice(0, 12);
}

/** 32 hex digits, not all the same (machine-id(5)); `uninitialized` in images that never booted is none. */
export function parseMachineId(text: string): string | undefined {
  const id = text.trim().toLowerCase();
  return /^[0-9a-f]{32}$/.test(id) && !/^(.)\1*$/.test(id) ? id : undefined;
}

/** Values that board makers ship on every board. */
const SHARED_UUIDS = new Set(['03000200-0400-0500-0006-000700080009', '12345678-1234-5678-90ab-cddeefaabbcc']);

/** The system UUID of SMBIOS. */
export function parseProductUuid(text: string): string | undefined {
  const id = text.trim().toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) || SHARED_UUIDS.has(id)) return undefined;
  return /^(.)\1*$/.test(id.replaceAll('-', '')) ? undefined : id;
}

const SOURCES = [
  { path: '/etc/machine-id', parse: parseMachineId },
  { path: '/var/lib/dbus/machine-id', parse: parseMachineId },
  { path: '/sys/class/dmi/id/product_uuid', parse: parseProductUuid },
] as const;

export interface Identity {
  /** 12 hex digits. */
  readonly machine: string;
  /** What was wrong on the way: a garbled id, or none at all. */
  readonly problems: readonly SourceProblem[];
}

/** Who the machine is: /etc/machine-id, else D-Bus's copy, else the SMBIOS UUID, else its host name, which two machines may share. */
export async function readIdentity(files: Files, root: string, hostname: string): Promise<Identity> {
  const problems: SourceProblem[] = [];
  for (const { path, parse } of SOURCES) {
    const source = await readSource(files, under(root, path), 'machine id', parse);
    if (source.problem === undefined) return { machine: hashMachine(source.value), problems };
    if (source.problem.code === 'SOURCE_GARBLED') problems.push(source.problem);
  }
  problems.push({
    code: 'SOURCE_MISSING',
    message: 'this machine has no machine id: it goes by its host name, which another machine may have too',
    hint: 'Run `systemd-machine-id-setup`, or mount the host’s /etc/machine-id into the container.',
  });
  return { machine: hashMachine(hostname), problems };
}

/** The machine's name. A mounted root speaks for its host, /proc for the container that reads it. */
export async function readHostname(files: Files, root: string, fallback: () => string): Promise<string> {
  const paths = ['/proc/sys/kernel/hostname', '/etc/hostname'].map((path) => under(root, path));
  if (root !== '/') paths.reverse();
  for (const path of paths) {
    const source = await readSource(files, path, 'host name', (text) => parseWord(text, 255));
    if (source.problem === undefined) return source.value;
  }
  return fallback();
}
