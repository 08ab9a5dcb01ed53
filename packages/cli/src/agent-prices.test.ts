import type { PriceKey, PriceSource, Window } from '@openfinops/core';
import { createFakeLog } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createAgentPrices } from './agent-prices.ts';
import type { AnyConfig } from './settings.ts';

const WINDOW: Window = { startMs: Date.UTC(2026, 10, 21), endMs: Date.UTC(2026, 10, 21, 1) };
const KEY: PriceKey = {
  provider: 'aws',
  accountId: '123456789012',
  service: 'ec2',
  region: 'us-east-1',
  sku: 'm5.large',
  meter: 'compute',
  purchase: 'on-demand',
  attributes: { os: 'linux', tenancy: 'shared' },
};

function pricesOf(id: string, of: { prices?: object; priceSources?: readonly PriceSource[]; env?: Record<string, string> } = {}) {
  const log = createFakeLog();
  const config = { prices: { overrides: [], commitments: [], ...of.prices } } as unknown as AnyConfig;
  return { log, prices: createAgentPrices(id, { priceSources: of.priceSources ?? [] }, { config, env: of.env ?? {}, log }) };
}

describe('createAgentPrices', () => {
  it('prices a cloud’s machine from the bundled tables', () => {
    const { prices, log } = pricesOf('aws');

    const answer = prices.resolver.resolve(KEY, WINDOW);

    prices.sayProblems();
    expect(answer).toMatchObject({ rows: [{ listPrice: '0.096', effectivePrice: '0.096', currency: 'USD', source: 'bundled' }] });
    expect(log.lines).toEqual([]);
  });

  it('changes what is really paid by a commitment whose rate the tables list', () => {
    const commitment = { match: { provider: 'aws', sku: 'm5.*' }, kind: 'reserved-1y-standard', coverage: '0.5' };
    const { prices } = pricesOf('aws', { prices: { commitments: [commitment] } });

    const answer = prices.resolver.resolve(KEY, WINDOW);

    // Half at the list price of 0.096, half at the reserved rate of 0.06.
    expect(answer).toMatchObject({ rows: [{ listPrice: '0.096', effectivePrice: '0.078', basis: 'amortized' }] });
  });

  it('says once that there are no tables where nothing else prices', () => {
    const { prices, log } = pricesOf('aws', { env: { OPENFINOPS_PRICING_TABLES: '/nowhere' } });

    prices.sayProblems();
    prices.sayProblems();

    expect(log.lines.map(({ level, fields }) => [level, fields['code']])).toEqual([['warn', 'SOURCE_MISSING']]);
    expect(prices.resolver.resolve(KEY, WINDOW)).toEqual({ missing: 'sku-unknown' });
  });
});
