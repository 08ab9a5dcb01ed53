import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { awsSchemasAreShakeable, lazyPackagesKeepTheirNames, ownModulesAreShakeable } from './bundle-plugins.mjs';
import { undiciSendsRequestsOnly } from './bundle-undici.mjs';
import { root } from './root.mjs';
import { isStale, stampOf } from './stamp.mjs';
import { thirdPartyText } from './third-party.mjs';

const DIST = join(root, 'dist');
const DAY_MS = 86_400_000;

/** Native modules cannot be bundled: they are loaded from node_modules by the one command that needs them. */
const EXTERNAL = ['libsql'];

/** How programs are bundled: all that esbuild is told but what goes in and where it comes out. */
export const HOW = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // The ES modules of a dependency can be shaken, its CommonJS twin cannot.
  mainFields: ['module', 'main'],
  external: EXTERNAL,
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  // CommonJS dependencies call `require` for built-in modules.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  // Names stay, so that the stack of a bug can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  plugins: [undiciSendsRequestsOnly, ownModulesAreShakeable, lazyPackagesKeepTheirNames, awsSchemasAreShakeable],
  logLevel: 'warning',
};

/** Rebuilds `dist/` when a source changed. Returns whether it did. */
export async function ensureBundle() {
  if (!isStale()) return false;
  await bundle();
  return true;
}

/**
 * Builds the code-split bundle into `dist/`. Each file appears whole: chunks first, named by content, then the entry, then the stamp, so that
 * two builds at once do no harm and a process that runs an older bundle still finds its chunks for a day.
 */
export async function bundle() {
  const { build } = await import('esbuild');
  const result = await build({
    ...HOW,
    // The hub's writing thread is a program of its own.
    entryPoints: { main: 'packages/cli/src/main.ts', 'store-worker': 'packages/hub/src/store-worker.ts' },
    outdir: 'dist',
    metafile: true,
    write: false,
  });
  // `lazy:/…` and the like are modules that no file holds.
  const inputs = Object.keys(result.metafile.inputs).filter((path) => !path.includes(':'));
  const written = writeOutputs(result.outputFiles);
  written.add(writeWhole('THIRD-PARTY.txt', thirdPartyText(inputs)));
  written.add(writeWhole('meta.json', JSON.stringify(result.metafile)));
  written.add(writeWhole('stamp.json', JSON.stringify(stampOf(inputs), null, 1)));
  removeLeftovers(written);
  return result.metafile;
}

function writeOutputs(files) {
  const isEntry = (file) => basename(file.path) === 'main.mjs';
  const chunksFirst = [...files].sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)));
  return new Set(chunksFirst.map((file) => writeWhole(relative(DIST, file.path), file.contents)));
}

function writeWhole(name, contents) {
  const path = join(DIST, name);
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
  return path;
}

function removeLeftovers(written) {
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || written.has(path)) continue;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > DAY_MS) rmSync(path, { force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const startedMs = performance.now();
  const { outputs } = await bundle();
  let sizeBytes = 0;
  for (const output of Object.values(outputs)) sizeBytes += output.bytes;
  console.log(
    `dist/main.mjs: ${Object.keys(outputs).length} files, ${Math.round(sizeBytes / 1024)} KiB, ${Math.round(performance.now() - startedMs)} ms`,
  );
}
