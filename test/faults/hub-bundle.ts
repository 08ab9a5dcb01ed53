import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Entry points by name, as the product's bundle has them: Node runs neither a process nor a thread from the TypeScript sources. */
export async function bundleForTest(entries: Readonly<Record<string, URL>>): Promise<{ readonly directory: string; urlOf(name: string): URL }> {
  const directory = mkdtempSync(join(tmpdir(), 'hub-bundle-'));
  const entryPoints = Object.fromEntries(Object.entries(entries).map(([name, url]) => [name, url.pathname]));
  const libsql = pathToFileURL(createRequire(import.meta.url).resolve('libsql')).href;
  await build({
    entryPoints,
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // The native module stays where it is installed.
    plugins: [{ name: 'native', setup: (setup) => setup.onResolve({ filter: /^libsql$/ }, () => ({ path: libsql, external: true })) }],
    logLevel: 'error',
  });
  return { directory, urlOf: (name) => pathToFileURL(join(directory, `${name}.mjs`)) };
}
