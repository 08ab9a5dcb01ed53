import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

/**
 * `npm start [-- flags]`: installs what is missing, builds what is stale, then runs the embedded hub and the on-prem agent of this very machine
 * in one process until Ctrl-C. Without a configuration of one's own: an example rate card, and everything it remembers in `.openfinops/` here.
 */
const EXAMPLE = join(root, 'deploy/example/openfinops.example.yaml');

ensureInstalled();
await ensureBundle();
const flags = process.argv.slice(2);
const example = hasOwnConfig(flags) ? [] : ['--config', EXAMPLE, '--state', join(root, '.openfinops')];
if (example.length > 0) console.error('No openfinops.yaml here: an example rate card stands in (made-up prices, source rate-card-example).');
const child = spawn(process.execPath, [join(root, 'dist/main.mjs'), 'run', '--with-hub', ...example, ...flags], { stdio: 'inherit' });
// Ctrl-C on a terminal reaches both; the child stops in order, and this process waits for it.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (status, signal) => {
  process.exitCode = signal ? 130 : (status ?? 70);
});

/** The places in which the agent looks for a configuration of its own (docs/configuration.md). */
function hasOwnConfig(flags) {
  const { OPENFINOPS_CONFIG, XDG_CONFIG_HOME } = process.env;
  if (OPENFINOPS_CONFIG || flags.some((flag) => flag === '--config' || flag.startsWith('--config='))) return true;
  const places = [
    'openfinops.yaml',
    'openfinops.yml',
    join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'openfinops/config.yaml'),
    '/etc/openfinops/config.yaml',
  ];
  return places.some((place) => existsSync(place));
}
