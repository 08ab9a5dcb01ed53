import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('the metrics registry', () => {
  it('adds to counters and sets gauges, each by its labels', () => {
    const metrics = createMetrics();

    metrics.add('b_total', 1, { kind: 'cost' });
    metrics.add('b_total', 2, { kind: 'cost' });
    metrics.add('b_total', 5, { kind: 'use' });
    metrics.set('a', 7);
    metrics.set('a', 3);

    expect(metrics.snapshot()).toEqual([
      { name: 'a', labels: {}, value: 3 },
      { name: 'b_total', labels: { kind: 'cost' }, value: 3 },
      { name: 'b_total', labels: { kind: 'use' }, value: 5 },
    ]);
  });

  it('knows the same labels in another order', () => {
    const metrics = createMetrics();

    metrics.add('a_total', 1, { x: '1', y: '2' });
    metrics.add('a_total', 1, { y: '2', x: '1' });

    expect(metrics.snapshot()).toEqual([{ name: 'a_total', labels: { x: '1', y: '2' }, value: 2 }]);
  });

  it('takes no number that is none', () => {
    const metrics = createMetrics();

    metrics.add('a_total', 1);
    metrics.add('a_total', Number.NaN);
    metrics.set('b', Number.POSITIVE_INFINITY);

    expect(metrics.snapshot()).toEqual([{ name: 'a_total', labels: {}, value: 1 }]);
  });

  it('stays small whatever is used as a label', () => {
    const metrics = createMetrics();
    metrics.add('known_total', 1);

    for (let index = 0; index < 5_000; index += 1) metrics.add('a_total', 1, { id: String(index) });
    metrics.add('known_total', 1);

    expect(metrics.snapshot()).toHaveLength(2_000);
    expect(metrics.snapshot().at(-1)).toEqual({ name: 'known_total', labels: {}, value: 2 });
  });
});
