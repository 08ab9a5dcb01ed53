import { createHash } from 'node:crypto';
import type { TableFile } from './manifest.ts';
import type { TableFiles } from './open-tables.ts';

/** A file of the manifest as tests need it: EC2 in one region, each field free to differ. */
export function fakeFile(parts: Partial<TableFile> = {}): TableFile {
  return {
    path: 'ec2/eu-west-1.csv',
    kind: 'prices',
    service: 'ec2',
    region: 'eu-west-1',
    meter: 'compute',
    unit: 'h',
    currency: 'USD',
    asOf: '2026-07-20',
    attributes: { os: 'linux', tenancy: 'shared' },
    sources: ['list'],
    method: 'list prices',
    rows: 1,
    sha256: '0'.repeat(64),
    ...parts,
  };
}

/** Tables in memory: a text a path, a manifest that lists them with their true hashes. */
export function fakeTables(
  texts: Readonly<Record<string, string>>,
  files: readonly Partial<TableFile>[],
  manifest: object = {},
): Map<string, string> {
  const listed = files.map((file) => {
    const text = texts[file.path ?? 'ec2/eu-west-1.csv'] ?? '';
    return fakeFile({ sha256: createHash('sha256').update(text).digest('hex'), ...file });
  });
  const sources = { list: { name: 'The price list', licence: 'facts' } };
  const whole = {
    schemaVersion: '1.0',
    provider: 'aws',
    generatedAt: '2026-11-21T00:00:00Z',
    sources,
    dropped: {},
    gaps: [],
    files: listed,
    ...manifest,
  };
  const paths = Object.entries(texts).map(([path, text]) => [`aws/${path}`, text] as const);
  return new Map([['aws/manifest.json', JSON.stringify(whole)], ...paths]);
}

/** A folder that holds these texts and counts what is read. */
export function createFakeFolder(texts: ReadonlyMap<string, string>): TableFiles & { readonly reads: string[] } {
  const reads: string[] = [];
  return {
    reads,
    list: () => [...new Set([...texts.keys()].map((path) => path.split('/')[0] ?? ''))],
    read: (path) => {
      reads.push(path);
      const text = texts.get(path);
      if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
      return new TextEncoder().encode(text);
    },
  };
}
