import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

/** No file of ours does anything when it is merely imported, so what is not used of a package need not be loaded. */
export const ownModulesAreShakeable = {
  name: 'own-modules-are-shakeable',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
      if (!isOurs(importer)) return undefined;
      return { path: resolve(dirname(importer), path), sideEffects: false };
    });
  },
};

/**
 * `await import('x')` of a CommonJS package gives its names in Node, but only `default` in a code-split bundle. A module between the two names
 * what Node names. Of a package that says of itself that it can be shaken it has only what the files of ours that name it mention, so that
 * an SDK of hundreds of commands is a few.
 */
export const lazyPackagesKeepTheirNames = {
  name: 'lazy-packages-keep-their-names',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, resolveDir }) => {
      if (kind !== 'dynamic-import' || !isOurs(importer) || path.startsWith('node:') || path.startsWith('@openfinops/')) return undefined;
      const found = await build.resolve(path, { kind: 'import-statement', resolveDir });
      if (found.external || found.errors.length > 0) return found;
      return { path: found.path, namespace: 'lazy', pluginData: { name: path, importer, isShakeable: !found.sideEffects } };
    });
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path, pluginData: { name, importer, isShakeable } }) => {
      const names = isShakeable ? await namesMentioned(name, importer, build.esbuild) : await namesOf(path);
      return { contents: `export { ${names.join(', ')} } from ${JSON.stringify(path)};`, resolveDir: dirname(path) };
    });
  },
};

async function namesOf(path) {
  return Object.keys(await import(pathToFileURL(path).href)).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
}

/** Node finds the names in the CommonJS twin: the ES modules of the SDKs are for bundlers alone. */
async function namesMentioned(name, importer, esbuild) {
  const words = wordsBeside(name, packageOf(importer), esbuild);
  const names = await namesOf(createRequire(importer).resolve(name));
  return names.filter((word) => word !== 'default' && words.has(word));
}

/**
 * The SDK of EC2 describes its replies with computed keys (`[_xN]: _aZ`), which might do anything, so that a bundler has to keep all 700 operations.
 * Their values are strings a few lines above: written out, what nobody uses is left out.
 */
export const awsSchemasAreShakeable = {
  name: 'aws-schemas-are-shakeable',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const strings = new Map([...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name, value]));
      return { contents: source.replace(/\[(_\w+)\]:/g, (whole, name) => (strings.has(name) ? `${strings.get(name)}:` : whole)), loader: 'js' };
    });
  },
};

function isOurs(importer) {
  return importer.startsWith(root) && !importer.includes('node_modules');
}

/** The folder of the package that a file of ours is part of: `agents/aws`, `packages/cli`. */
function packageOf(importer) {
  return join(root, ...importer.slice(root.length).split(/[\\/]/).filter(Boolean).slice(0, 2));
}

/** Every word in the code of those files of a package of ours that name something, be it for its types; comments, types and strings are not code. */
function wordsBeside(imported, folder, { transformSync }) {
  const words = new Set();
  for (const entry of readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue;
    const source = readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8');
    if (!source.includes(`'${imported}'`)) continue;
    const { code } = transformSync(source, { loader: entry.name.endsWith('x') ? 'tsx' : 'ts', minifyWhitespace: true });
    for (const [word] of code.replace(/(["'`])(?:\\.|(?!\1).)*\1/gs, '').matchAll(/[A-Za-z_$][\w$]*/g)) words.add(word);
  }
  return words;
}
