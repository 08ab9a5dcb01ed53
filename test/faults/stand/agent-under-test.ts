import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const WORLD_REGISTRY = fileURLToPath(new URL('../world/world-registry.ts', import.meta.url));

type Plugins = Readonly<Record<'lazyPackagesKeepTheirNames' | 'ownModulesAreShakeable', Plugin>>;
/** As in every bundle of the product; a script without types. */
const { lazyPackagesKeepTheirNames, ownModulesAreShakeable }: Plugins = await import(
  new URL('../../../scripts/bundle-plugins.mjs', import.meta.url).href
);

/** Native modules are found from here. */
const CACHE = join(ROOT, 'node_modules/.cache/openfinops-faults');

let built: Promise<string> | undefined;

/**
 * The product's own command, bundled as it ships but for its list of providers: there is one, the world. Built once for this process, gone with it.
 * @returns the entry file
 */
export function buildAgentUnderTest(): Promise<string> {
  if (built === undefined) {
    mkdirSync(CACHE, { recursive: true });
    built = buildInto(mkdtempSync(join(CACHE, 'agent-')));
  }
  return built;
}

async function buildInto(directory: string): Promise<string> {
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  await build({
    absWorkingDir: ROOT,
    entryPoints: { main: 'packages/cli/src/main.ts' },
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: ['libsql'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [theWorldIsTheOnlyProvider, ownModulesAreShakeable, lazyPackagesKeepTheirNames],
    logLevel: 'error',
  });
  return join(directory, 'main.mjs');
}

const theWorldIsTheOnlyProvider: Plugin = {
  name: 'the-world-is-the-only-provider',
  setup(bundling) {
    bundling.onResolve({ filter: /\/registry\.ts$/ }, ({ importer }) =>
      importer === WORLD_REGISTRY ? undefined : { path: WORLD_REGISTRY, sideEffects: false },
    );
  },
};
