import { describe, expect, it } from 'vitest';
import { fakeBook, fakeKey, fakeRow, fakeRows, HOUR } from './fake-book.ts';
import { createMissingSource } from './missing-source.ts';
import { editDistance, nearestNames, suggest } from './suggest.ts';

const book = fakeBook({
  rows: [
    ...fakeRows({ 'm5.xlarge': '0.2', 'm5.large': '0.1', 'm6.xlarge': '0.2', 'c5.xlarge': '0.17', 'p5.48xlarge': '50' }),
    fakeRow({ sku: 'c5.xlarge', region: 'eu-west-3' }),
    fakeRow({ service: 'rds', sku: 'db.m5.large', attributes: { engine: 'mysql' } }),
    fakeRow({ service: 'rds', sku: 'db.m5.large', attributes: { engine: 'postgresql' } }),
  ],
});

describe('suggest', () => {
  it.each([
    { what: 'a slip of the pen', key: { sku: 'm5.xlagre' }, suggestion: { unknown: 'sku', nearest: ['m5.xlarge', 'm5.large', 'm6.xlarge'] } },
    {
      what: 'a size that does not exist',
      key: { sku: 'm5.3xlarge' },
      suggestion: { unknown: 'sku', nearest: ['m5.xlarge', 'm5.large', 'm6.xlarge'] },
    },
    { what: 'what another region lists', key: { region: 'eu-west-3' }, suggestion: { unknown: 'sku', regions: ['us-east-1'] } },
    { what: 'a region', key: { region: 'eu-west-33' }, suggestion: { unknown: 'region', nearest: ['eu-west-3'] } },
    { what: 'a service', key: { service: 'rdss' }, suggestion: { unknown: 'service', nearest: ['rds'] } },
    { what: 'a purchase option', key: { purchase: 'spot' as const }, suggestion: { unknown: 'purchase', nearest: ['on-demand'] } },
    {
      what: 'an engine left out',
      key: { service: 'rds', sku: 'db.m5.large' },
      suggestion: { unknown: 'attributes', nearest: ['compute, engine mysql', 'compute, engine postgresql'] },
    },
    { what: 'a provider', key: { provider: 'ibm' }, suggestion: { unknown: 'provider', nearest: [] } },
  ])('helps with $what', ({ key, suggestion }) => {
    const found = suggest((provider) => (provider === 'aws' ? [book] : []), fakeKey(key));

    expect(found).toMatchObject(suggestion);
  });

  it.each([
    { text: 'eu-west-l', names: ['us-east-1', 'eu-west-1', 'eu-west-2'], nearest: ['eu-west-1', 'eu-west-2'] },
    { text: 'mars-north-1', names: ['us-east-1', 'ap-northeast-1'], nearest: ['ap-northeast-1', 'us-east-1'] },
    { text: 'anything', names: [], nearest: [] },
  ])('names what is nearest to $text, however far', ({ text, names, nearest }) => {
    const found = nearestNames(text, names);

    expect(found).toEqual(nearest);
  });

  it.each([
    { a: 'm5.large', b: 'm5.large', edits: 0 },
    { a: 'm5.large', b: 'm5.lagre', edits: 1 },
    { a: 'm5.large', b: 'm5.xlarge', edits: 1 },
    { a: '', b: 'abc', edits: 3 },
    { a: 'kitten', b: 'sitting', edits: 3 },
  ])('counts $edits edits between "$a" and "$b"', ({ a, b, edits }) => {
    const distance = editDistance(a, b);

    expect(distance).toBe(edits);
  });
});

describe('createMissingSource', () => {
  const missing = createMissingSource((provider) => (provider === 'aws' ? [book] : []));

  it.each([
    {
      key: { sku: 'm5.xlagre' },
      reason: 'sku-unknown',
      hint: 'no ec2 price of m5.xlagre is known in us-east-1; nearest known SKU: m5.xlarge, m5.large, m6.xlarge; prices.overrides can give it a price of your own',
    },
    {
      key: { region: 'eu-west-3' },
      reason: 'sku-unknown',
      hint: 'no ec2 price of m5.xlarge is known in eu-west-3; nearest known SKU: c5.xlarge; us-east-1 lists it; prices.overrides can give it a price of your own',
    },
    {
      key: { region: 'eu-west-33' },
      reason: 'region-unknown',
      hint: 'no ec2 prices are known in region eu-west-33; nearest known region: eu-west-3; prices.overrides can give it a price of your own',
    },
  ])('says why, what is near and what to do ($reason)', ({ key, reason, hint }) => {
    const answer = missing.find(fakeKey(key), HOUR);

    expect(answer).toEqual({ missing: reason, hint });
  });

  it('leaves providers without books to others', () => {
    const answer = missing.find(fakeKey({ provider: 'onprem' }), HOUR);

    expect(answer).toBeNull();
  });
});
