import { dirname, resolve } from 'node:path';
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
 * what Node names.
 */
export const lazyPackagesKeepTheirNames = {
  name: 'lazy-packages-keep-their-names',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, resolveDir }) => {
      if (kind !== 'dynamic-import' || !isOurs(importer) || path.startsWith('node:') || path.startsWith('@openfinops/')) return undefined;
      const found = await build.resolve(path, { kind: 'import-statement', resolveDir });
      return found.external || found.errors.length > 0 ? found : { path: found.path, namespace: 'lazy' };
    });
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path }) => {
      const names = Object.keys(await import(pathToFileURL(path).href)).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
      return { contents: `export { ${names.join(', ')} } from ${JSON.stringify(path)};`, resolveDir: dirname(path) };
    });
  },
};

function isOurs(importer) {
  return importer.startsWith(root) && !importer.includes('node_modules');
}
