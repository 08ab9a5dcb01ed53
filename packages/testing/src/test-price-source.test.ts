import { AgentError } from '@openfinops/core';
import { sampleBookRow } from './sample-book-row.ts';
import { testPriceFetcher } from './test-price-source.ts';

const ROW = sampleBookRow();

/** The smallest list that keeps the contract: two pages, of which the second may be missing. */
testPriceFetcher('a list in memory', () => {
  let state: 'whole' | 'broken' | 'refusing' = 'whole';
  let calls = 0;
  return {
    fetcher: {
      services: ['ec2'],
      async fetch(service, region, signal) {
        signal.throwIfAborted();
        calls += 1;
        if (state === 'refusing') throw new AgentError('AUTH_DENIED', 'the list refused', { hint: 'Ask for permission.' });
        if (state === 'broken') throw new AgentError('SOURCE_GARBLED', 'page 2 of 2 is missing', { hint: 'The next refresh tries again.' });
        return [ROW, { ...ROW, sku: 'm5.xlarge', prices: { 'on-demand': '0.192' } }].map((row) => ({ ...row, service, region }));
      },
    },
    service: 'ec2',
    region: 'us-west-2',
    breakOff() {
      state = 'broken';
    },
    refuse() {
      state = 'refusing';
    },
    calls: () => calls,
  };
});
