import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const STAMP_PATH = join(root, 'dist/stamp.json');

/** What every bundle is made from beside its sources. */
const ALWAYS = ['package-lock.json', 'scripts/bundle.mjs', 'scripts/bundle-plugins.mjs', 'scripts/bundle-undici.mjs', 'packages/cli/package.json'];

/**
 * What the bundle was built from: `{ path: "mtimeMs:size" }`. Third-party files are covered by package-lock.json.
 * @param inputs paths relative to the root
 */
export function stampOf(inputs) {
  const own = inputs.filter((path) => !path.startsWith('node_modules/'));
  const stamp = {};
  for (const path of [...new Set([...ALWAYS, ...own])].sort()) stamp[path] = fingerprint(path);
  return stamp;
}

/** True when there is no bundle, or when a file that it was built from is not the same any more. */
export function isStale() {
  try {
    const stamp = JSON.parse(readFileSync(STAMP_PATH, 'utf8'));
    return Object.entries(stamp).some(([path, known]) => fingerprint(path) !== known);
  } catch {
    return true;
  }
}

function fingerprint(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs}:${stat.size}` : 'gone';
}
