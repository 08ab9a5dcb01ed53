import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/** Name, version and licence text of every third-party package in the bundle, as one text. */
export function thirdPartyText(inputs) {
  const folders = new Set();
  for (const path of inputs) {
    const folder = packageFolder(path);
    if (folder) folders.add(folder);
  }
  return [...folders].sort().map(describePackage).join('\n');
}

/** `node_modules/@a/b/lib/c.js` -> `node_modules/@a/b`; undefined for our own files. */
function packageFolder(path) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
  return match?.[1];
}

function describePackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const files = existsSync(join(root, folder)) ? readdirSync(join(root, folder)).filter((file) => LICENCE_FILE.test(file)) : [];
  const texts = files.sort().map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
  return [`${'='.repeat(100)}`, `${name} ${version} (${license ?? 'see below'})`, '', ...texts, ''].join('\n');
}
