/**
 * Reads a report of vitest's JSON reporter.
 * @returns `{ passed, failed, skipped: names }`; a file that could not even be loaded is one failure
 */
export function countTests(report) {
  const counts = { passed: 0, failed: 0, skipped: [] };
  for (const file of report.testResults) {
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) counts.failed += 1;
    for (const test of file.assertionResults) countTest(counts, test);
  }
  return counts;
}

/**
 * Skips that nobody vouched for.
 * @param skipped full test names
 * @param allowed test/allowed-skips.json: `{ name: reason }`
 */
export function findUnexplainedSkips(skipped, allowed) {
  return skipped.filter((name) => !Object.hasOwn(allowed, name));
}

function countTest(counts, test) {
  if (test.status === 'passed') counts.passed += 1;
  else if (test.status === 'failed') counts.failed += 1;
  else counts.skipped.push(test.fullName);
}
