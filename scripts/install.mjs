import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** Runs `npm ci` when node_modules is missing or differs from package-lock.json. Throws when npm fails. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.error('Installing the dependencies of package-lock.json …');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: root,
    // npm's chatter belongs to stderr: stdout is for data.
    stdio: ['ignore', 2, 2],
    shell: !npm && process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`npm ci ended with exit code ${status}; its messages are above`);
}

/** Compares the lockfile with the one that npm keeps of what it installed: by content, since times change with every clone. */
function isInstalled() {
  const installedPath = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(installedPath);
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const present = installed[path];
    if (!present && entry.optional) continue;
    if (present?.version !== entry.version || present?.integrity !== entry.integrity) return false;
  }
  return true;
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}
