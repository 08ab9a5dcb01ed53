import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { countTests, findUnexplainedSkips } from './test-counts.mjs';

/**
 * `npm run -s test:real`: the tests that need real tools (a browser, another Node) or many minutes. A tool that this machine lacks skips its tests
 * by name; under CI a skip needs its reason in test/allowed-skips.json. The last line counts.
 */
ensureInstalled();
await ensureBundle();
const scratch = mkdtempSync(join(tmpdir(), 'openfinops-test-real-'));
const reportPath = join(scratch, 'vitest.json');
const args = ['run', '--config', 'test/real/vitest.config.ts', '--reporter=verbose', '--reporter=json', `--outputFile.json=${reportPath}`];
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
});
const counts = readCounts();
rmSync(scratch, { recursive: true, force: true });

const failures = findSkipFailures(counts.skipped);
// vitest that failed without a failing test did not come to its end.
if (status !== 0 && counts.failed === 0) failures.push('the tests did not run to their end');
for (const failure of failures) console.log(`FAILED: ${failure}`);
const failed = counts.failed + failures.length;
console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped.length} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

function readCounts() {
  try {
    return countTests(JSON.parse(readFileSync(reportPath, 'utf8')));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

function findSkipFailures(skipped) {
  if (!process.env.CI || process.env.CI === 'false') return [];
  const allowed = JSON.parse(readFileSync(join(root, 'test/allowed-skips.json'), 'utf8'));
  return findUnexplainedSkips(skipped, allowed).map((name) => `skipped without a reason in test/allowed-skips.json: ${name}`);
}
