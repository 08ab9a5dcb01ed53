import { describe, expect, it } from 'vitest';
import { renderMetrics } from './render-metrics.ts';

const DESCRIPTIONS = {
  x_moves_total: { type: 'counter', help: 'Moves.' },
  x_ends_total: { type: 'counter', labels: ['how'], help: 'Ends, by how.' },
  x_lag_seconds: { type: 'gauge', help: 'Lag.' },
} as const;

/** Without comments and empty lines. */
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('renderMetrics', () => {
  it('says what each metric is, in the text form of Prometheus', async () => {
    const { contentType, text } = await renderMetrics(
      { x_lag_seconds: DESCRIPTIONS.x_lag_seconds },
      [{ name: 'x_lag_seconds', labels: {}, value: 0.25 }],
      [{}],
    );

    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toBe('# HELP x_lag_seconds Lag.\n# TYPE x_lag_seconds gauge\nx_lag_seconds 0.25\n');
  });

  it('begins a plain counter of each agent at 0, and a gauge or a labelled counter when it is known', async () => {
    const { text } = await renderMetrics(DESCRIPTIONS, [], [{ provider: 'aws' }, { provider: 'gcp' }]);

    expect(linesOf(text)).toEqual(['x_moves_total{provider="aws"} 0', 'x_moves_total{provider="gcp"} 0']);
  });

  it('shows every sample under its labels, and none that nobody described', async () => {
    const samples = [
      { name: 'x_moves_total', labels: { provider: 'aws' }, value: 3 },
      { name: 'x_ends_total', labels: { provider: 'aws', how: 'well' }, value: 1 },
      { name: 'x_ends_total', labels: { provider: 'aws', how: 'a "quoted"\nend' }, value: 2 },
      { name: 'x_unknown_total', labels: {}, value: 9 },
    ];

    const { text } = await renderMetrics(DESCRIPTIONS, samples, [{ provider: 'aws' }]);

    expect(linesOf(text).sort()).toEqual([
      'x_ends_total{provider="aws",how="a \\"quoted\\"\\nend"} 2',
      'x_ends_total{provider="aws",how="well"} 1',
      'x_moves_total{provider="aws"} 3',
    ]);
  });

  it('shows no gauge of which nothing is known, not even as 0', async () => {
    const { text } = await renderMetrics({ x_lag_seconds: DESCRIPTIONS.x_lag_seconds }, [], [{}]);

    expect(text.trim()).toBe('');
  });

  it('keeps nothing from one call to the next', async () => {
    const samples = [{ name: 'x_moves_total', labels: {}, value: 3 }];

    await renderMetrics(DESCRIPTIONS, samples, [{}]);
    const { text } = await renderMetrics(DESCRIPTIONS, samples, [{}]);

    expect(linesOf(text)).toEqual(['x_moves_total 3']);
  });
});
