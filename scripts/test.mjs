import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { countTests, findUnexplainedSkips } from './test-counts.mjs';

/** `npm test`: format, lint, types, bundle, tests. Every step runs, so that one run shows all that is wrong; the last line counts. */
const scratch = mkdtempSync(join(tmpdir(), 'openfinops-test-'));
const reportPath = join(scratch, 'vitest.json');

const STEPS = [
  { name: 'format and lint', script: '@biomejs/biome/bin/biome', args: ['ci', '.'] },
  { name: 'types', script: 'typescript/bin/tsc', args: [] },
  { name: 'lint with types', script: 'oxlint/bin/oxlint', args: [] },
  { name: 'bundle', script: '../scripts/bundle.mjs', args: [] },
  {
    name: 'tests',
    script: 'vitest/vitest.mjs',
    args: ['run', '--config', 'test/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`],
  },
];

ensureInstalled();
const failures = STEPS.filter((step) => !runStep(step)).map((step) => step.name);
const counts = readCounts();
rmSync(scratch, { recursive: true, force: true });
failures.push(...skipFailures(counts.skipped));

for (const failure of failures) console.log(`FAILED: ${failure}`);
// What failed without a failing test (a type error, say) is one failure.
const failed = counts.failed + failures.filter((name) => name !== 'tests' || counts.failed === 0).length;
console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped.length} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

function runStep({ name, script, args }) {
  console.log(`\n== ${name}`);
  const startedMs = performance.now();
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root, stdio: 'inherit' });
  console.log(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return status === 0;
}

/** No report means that vitest did not come to its end: its step has failed already. */
function readCounts() {
  try {
    return countTests(JSON.parse(readFileSync(reportPath, 'utf8')));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

/** Under CI a skipped test needs a reason on record. */
function skipFailures(skipped) {
  if (!process.env.CI || process.env.CI === 'false') return [];
  const allowed = JSON.parse(readFileSync(join(root, 'test/allowed-skips.json'), 'utf8'));
  return findUnexplainedSkips(skipped, allowed).map((name) => `skipped without a reason in test/allowed-skips.json: ${name}`);
}
