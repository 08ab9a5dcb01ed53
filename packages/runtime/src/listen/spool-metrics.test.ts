import { expect, it } from 'vitest';
import { SPOOL_METRICS, spoolSamples } from './spool-metrics.ts';

const COUNTS = {
  accepted: 100,
  found: 20,
  children: 4,
  delivered: 60,
  queued: 40,
  dropped: 9,
  dead: 5,
  corrupt: 3,
  superseded: 5,
  split: 2,
  queuedBytes: 4096,
};

it('shows books that balance: what came in less what went out is queued', () => {
  const samples = spoolSamples(COUNTS);

  const sumOf = (name: string) => samples.filter((sample) => sample.name === name).reduce((sum, { value }) => sum + value, 0);
  expect(sumOf('openfinops_agent_spool_batches_in_total') - sumOf('openfinops_agent_spool_batches_out_total')).toBe(COUNTS.queued);
  expect(sumOf('openfinops_agent_spool_queued_batches')).toBe(COUNTS.queued);
  expect(sumOf('openfinops_agent_spool_queued_bytes')).toBe(COUNTS.queuedBytes);
});

it('shows every count once, under the labels that are described', () => {
  const samples = spoolSamples(COUNTS);

  const shown = samples.flatMap(({ labels, value }) => Object.values(labels).map((end) => [end, value]));
  const { queued, queuedBytes, ...flows } = COUNTS;
  expect(Object.fromEntries(shown)).toEqual(flows);
  expect(new Set(samples.map(({ name }) => name))).toEqual(new Set(Object.keys(SPOOL_METRICS)));
  expect([queued, queuedBytes]).toEqual(samples.flatMap(({ labels, value }) => (Object.keys(labels).length === 0 ? [value] : [])));
});
