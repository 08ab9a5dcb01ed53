import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm run test:mutants [NAME…]`: each patch in test/mutants breaks one rule of join, accrual or pricing in a copy of the core; the core's tests
 * and the accrual worlds must notice. A patch that no longer applies or a mutant that survives fails the run.
 */

/** Drives the rules through a whole provider, which the copy does not have. */
const NEEDS_A_PROVIDER = /once-runs\.test\.ts$/;

const root = new URL('..', import.meta.url).pathname;
const patches = join(root, 'test/mutants');
const wanted = process.argv.slice(2);
const names = readdirSync(patches)
  .filter((file) => file.endsWith('.patch'))
  .map((file) => file.slice(0, -'.patch'.length))
  .filter((name) => wanted.length === 0 || wanted.includes(name));

const scratch = mkdtempSync(join(tmpdir(), 'openfinops-mutants-'));
const survivors: string[] = [];
const queue = [...names];

if (!(await runTests(copyTree(join(scratch, 'control'))))) throw new Error('the tests fail without any mutant; mend them first (npm test)');
await Promise.all([work(0), work(1)]);
rmSync(scratch, { recursive: true, force: true });
console.log(`${names.length - survivors.length} killed, ${survivors.length} survived${survivors.length === 0 ? '' : `: ${survivors.join(', ')}`}`);
process.exitCode = survivors.length === 0 && names.length > 0 ? 0 : 1;

async function work(lane: number): Promise<void> {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const tree = copyTree(join(scratch, String(lane)));
    const applied = await run('git', ['apply', '--unsafe-paths', `--directory=${tree}`, join(patches, `${name}.patch`)], tree);
    const killed = applied && !(await runTests(tree));
    if (!killed) survivors.push(name);
    console.log(`${killed ? 'killed  ' : applied ? 'SURVIVED' : 'NO LONGER APPLIES'} ${name}`);
  }
}

/** The core, its tests and the worlds, in which `@openfinops/core` is the copy. */
function copyTree(tree: string): string {
  rmSync(tree, { recursive: true, force: true });
  for (const folder of ['packages/core', 'test/oracle', 'test/accrual']) {
    cpSync(join(root, folder), join(tree, folder), { recursive: true, filter: (path) => !NEEDS_A_PROVIDER.test(path) });
  }
  cpSync(join(root, 'test/vitest.config.ts'), join(tree, 'test/vitest.config.ts'));
  cpSync(join(root, 'package.json'), join(tree, 'package.json'));
  mkdirSync(join(tree, 'node_modules/@openfinops'), { recursive: true });
  for (const entry of readdirSync(join(root, 'node_modules'))) {
    if (entry !== '@openfinops') symlinkSync(join(root, 'node_modules', entry), join(tree, 'node_modules', entry));
  }
  symlinkSync(join(tree, 'packages/core'), join(tree, 'node_modules/@openfinops/core'));
  return tree;
}

function runTests(tree: string): Promise<boolean> {
  return run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts', '--bail=1'], tree);
}

/** Whether the command ended well. A mutant that never ends is stopped after two minutes, and counts as noticed. */
function run(command: string, args: readonly string[], cwd: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: 'ignore', timeout: 120_000, env: { ...process.env, OPENFINOPS_WORLDS: '40' } });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}
