import type { BookRow } from '@openfinops/core';
import type { LivePriceFetcher } from './live-fetcher.ts';

/** For tests: a price list in memory. */
export interface FakeFetcher extends LivePriceFetcher {
  /** `service region` of each fetch, in order. */
  readonly asked: string[];
  /** What the next fetches give; an error is thrown. */
  answer(next: readonly BookRow[] | Error): void;
}

export function createFakeFetcher(first: readonly BookRow[] | Error): FakeFetcher {
  const asked: string[] = [];
  let answer = first;
  return {
    provider: 'aws',
    services: ['ec2'],
    asked,
    async fetch(service, region, signal) {
      signal.throwIfAborted();
      asked.push(`${service} ${region}`);
      if (answer instanceof Error) throw answer;
      return answer.map((row) => ({ ...row, service, region }));
    },
    answer(next) {
      answer = next;
    },
  };
}

export function sampleBookRow(more: Partial<BookRow> = {}): BookRow {
  return {
    service: 'ec2',
    region: 'us-west-2',
    sku: 'm5.large',
    meter: 'compute',
    unit: 'h',
    currency: 'USD',
    attributes: { os: 'linux' },
    prices: { 'on-demand': '0.096' },
    basis: 'list',
    asOf: '2026-11-21',
    fromMs: 0,
    id: null,
    ...more,
  };
}
