import { createMemoryBook } from '@openfinops/core';
import { sampleBookRow } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createFarOff } from './far-off.ts';

describe('createFarOff', () => {
  const isFarOff = createFarOff(createMemoryBook({ provider: 'aws', origin: 'bundled', rows: [sampleBookRow()] }));

  it.each([
    { what: 'the same price', row: sampleBookRow(), far: false },
    { what: 'five times the price', row: sampleBookRow({ prices: { 'on-demand': '0.48' } }), far: false },
    { what: 'more than that', row: sampleBookRow({ prices: { 'on-demand': '0.4801' } }), far: true },
    { what: 'a fifth of the price', row: sampleBookRow({ prices: { 'on-demand': '0.0192' } }), far: false },
    { what: 'less than that', row: sampleBookRow({ prices: { 'on-demand': '0.0191' } }), far: true },
    { what: 'another thing', row: sampleBookRow({ sku: 'p5.48xlarge', prices: { 'on-demand': '55.04' } }), far: false },
    { what: 'the same with a licence', row: sampleBookRow({ attributes: { os: 'windows' }, prices: { 'on-demand': '5' } }), far: false },
    { what: 'another currency', row: sampleBookRow({ currency: 'CNY', prices: { 'on-demand': '1.013' } }), far: false },
    { what: 'a spot price alone', row: sampleBookRow({ prices: { spot: '0.001' } }), far: false },
  ])('says of $what: $far', ({ row, far }) => {
    expect(isFarOff(row)).toBe(far);
  });
});
