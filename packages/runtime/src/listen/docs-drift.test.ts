import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { AGENT_METRICS, type MetricDescription } from '../agent-metrics.ts';
import { REASON_NAMES } from './health.ts';
import { PROCESS_METRICS } from './process-metrics.ts';
import { PROVIDER_METRICS } from './provider-metrics.ts';
import { SPOOL_METRICS } from './spool-metrics.ts';

const DOCS = fileURLToPath(new URL('../../../../docs/monitoring.md', import.meta.url));
const METRICS = /(<!-- metrics: begin[^>]*-->\n\n)[\s\S]*?(<!-- metrics: end -->)/;
const REASONS = /<!-- reasons: begin[^>]*-->([\s\S]*?)<!-- reasons: end -->/;

function tableOf(metrics: Readonly<Record<string, MetricDescription>>): string {
  const rows = Object.entries(metrics).map(([name, { type, labels = [], help }]) => {
    const labelText = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | ${labelText} | ${help} |`;
  });
  return ['| metric | type | labels | |', '|---|---|---|---|', ...rows].join('\n');
}

it('docs/monitoring.md has the metrics as the code has them (vitest -u writes them)', async () => {
  const docs = await readFile(DOCS, 'utf8');
  const table = tableOf({ ...AGENT_METRICS, ...PROVIDER_METRICS, ...SPOOL_METRICS, ...PROCESS_METRICS });

  const expected = docs.replace(METRICS, (_, before: string, after: string) => `${before}${table}\n\n${after}`);

  expect(docs).toMatch(METRICS);
  await expect(expected).toMatchFileSnapshot(DOCS);
});

it('docs/monitoring.md explains every reason for not being ready', async () => {
  const docs = await readFile(DOCS, 'utf8');

  const explained = [...(REASONS.exec(docs)?.[1] ?? '').matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);

  expect(explained).toEqual(['starting', ...REASON_NAMES]);
});
