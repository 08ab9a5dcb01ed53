import type { BookRow } from '@openfinops/core';
import type { LivePriceFetcher } from './live-fetcher.ts';

/** For tests: a price list in memory. */
export interface FakeFetcher extends LivePriceFetcher {
  /** `service region` of each fetch, in order. */
  readonly asked: string[];
  /** The SKUs that each fetch was to bring; null: all. */
  readonly wanted: (readonly string[] | null)[];
  /** What the next fetches give; an error is thrown. */
  answer(next: readonly BookRow[] | Error): void;
}

export function createFakeFetcher(first: readonly BookRow[] | Error): FakeFetcher {
  const asked: string[] = [];
  const wanted: (readonly string[] | null)[] = [];
  let answer = first;
  return {
    provider: 'aws',
    services: ['ec2'],
    asked,
    wanted,
    async fetch(service, region, signal, inUse) {
      signal.throwIfAborted();
      asked.push(`${service} ${region}`);
      wanted.push(inUse?.map(({ sku }) => sku) ?? null);
      if (answer instanceof Error) throw answer;
      return answer.map((row) => ({ ...row, service, region }));
    },
    answer(next) {
      answer = next;
    },
  };
}
