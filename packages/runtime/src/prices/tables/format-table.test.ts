import type { BookRow } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { fakeFile } from './fake-tables.ts';
import { formatPrices } from './format-table.ts';
import { readPrices } from './read-prices.ts';

const ORIGIN = { path: 'other.csv', sources: ['list'], method: 'list prices' };

function rowOf(parts: Partial<BookRow>): BookRow {
  return {
    service: 'ebs',
    region: 'eu-west-1',
    sku: 'gp3',
    meter: 'storage',
    unit: 'GiB-month',
    currency: 'USD',
    attributes: {},
    prices: { 'on-demand': '0.088' },
    basis: 'list',
    asOf: '2026-07-20',
    fromMs: 0,
    id: null,
    ...parts,
  };
}

describe('writing a price table', () => {
  it('gives rows a column where they differ, and the manifest what they share', () => {
    const rows = [rowOf({ region: 'us-east-1', prices: { 'on-demand': '0.0800' } }), rowOf({ asOf: '2024-07-18' }), rowOf({ sku: 'gp2' })];

    const { text, file } = formatPrices(rows, ORIGIN);

    expect(text).toBe('region,sku,on-demand,as-of\neu-west-1,gp2,0.088,\neu-west-1,gp3,0.088,2024-07-18\nus-east-1,gp3,0.08,\n');
    expect(file).toMatchObject({
      service: 'ebs',
      meter: 'storage',
      unit: 'GiB-month',
      currency: 'USD',
      monthHours: 730,
      asOf: '2026-07-20',
      rows: 3,
    });
    expect(file.asOfRange).toEqual(['2024-07-18', '2026-07-20']);
    expect(file.region).toBeUndefined();
  });

  it('is read back as the rows it was made from', () => {
    const rows = [
      rowOf({ sku: 'a', attributes: { engine: 'mysql', os: 'linux' }, prices: { 'on-demand': '1', spot: '0.3' }, bases: { spot: 'advisor' } }),
      rowOf({ sku: 'b', attributes: { engine: 'postgresql', os: 'linux' }, bases: { spot: 'advisor' }, basis: 'unverified' }),
      rowOf({ sku: 'c', attributes: { os: 'linux' }, bases: { spot: 'advisor' }, zone: 'eu-west-1a', tierNotApplied: true }),
    ];

    const { text, file } = formatPrices(rows, ORIGIN);

    const read = readPrices(text, { ...file, sha256: fakeFile().sha256 });
    expect([...read.rows].sort((a, b) => (a.sku < b.sku ? -1 : 1))).toEqual(rows);
    expect(read.faults).toEqual([]);
  });

  it.each([
    {
      name: 'two rows of one thing',
      rows: [rowOf({}), rowOf({ prices: { 'on-demand': '0.09' } })],
      message: 'other.csv would hold two rows for gp3',
    },
    { name: 'a comma in a name', rows: [rowOf({ sku: 'a,b' })], message: 'needs quotes' },
    { name: 'no rows', rows: [], message: 'a table has at least one row' },
    {
      name: 'a spot price of two kinds',
      rows: [rowOf({ sku: 'a', prices: { spot: '1' }, bases: { spot: 'advisor' } }), rowOf({ sku: 'b', prices: { spot: '1' } })],
      message: 'columnBasis of spot differs from row to row',
    },
  ])('refuses $name', ({ rows, message }) => {
    const format = () => formatPrices(rows, ORIGIN);

    expect(format).toThrow(message);
  });

  it('refuses a SKU without the prefix of the file', () => {
    const format = () => formatPrices([rowOf({ sku: 'Basic_A0' })], { ...ORIGIN, skuPrefix: 'Standard_' });

    expect(format).toThrow('Basic_A0 does not begin with Standard_');
  });
});
