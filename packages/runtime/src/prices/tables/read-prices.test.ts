import { describe, expect, it } from 'vitest';
import { fakeFile } from './fake-tables.ts';
import { readPrices } from './read-prices.ts';

const HEADER = 'sku,on-demand,spot,basis';

describe('reading a price table', () => {
  it('takes from the manifest what its rows do not say', () => {
    const file = fakeFile({ columnBasis: { spot: 'advisor' }, columnAsOf: { spot: '2025-06-28' } });

    const { rows, faults } = readPrices(`${HEADER}\nm5.large,0.107,0.0321,\n`, file);

    expect(faults).toEqual([]);
    expect(rows).toEqual([
      {
        service: 'ec2',
        region: 'eu-west-1',
        sku: 'm5.large',
        meter: 'compute',
        unit: 'h',
        currency: 'USD',
        attributes: { os: 'linux', tenancy: 'shared' },
        prices: { 'on-demand': '0.107', spot: '0.0321' },
        bases: { spot: 'advisor' },
        dates: { spot: '2025-06-28' },
        basis: 'list',
        asOf: '2026-07-20',
        fromMs: 0,
        id: null,
      },
    ]);
  });

  it('puts the prefix of the file before every SKU', () => {
    const { rows } = readPrices(`${HEADER}\nD2s_v5,0.096,,\n`, fakeFile({ skuPrefix: 'Standard_' }));

    expect(rows.map(({ sku }) => sku)).toEqual(['Standard_D2s_v5']);
  });

  it('says of a first tier that others follow', () => {
    const { rows } = readPrices('sku,on-demand,note\nstandard,0.023,first-tier\narchive,0.004,\n', fakeFile());

    expect(rows.map(({ tierNotApplied }) => tierNotApplied)).toEqual([true, undefined]);
  });

  it.each([
    { name: 'reordered rows', text: 'sku,on-demand\nb,2\na,1\n' },
    { name: 'reordered columns', text: 'on-demand,sku\n1,a\n2,b\n' },
    { name: 'CRLF', text: 'sku,on-demand\r\na,1\r\nb,2\r\n' },
    { name: 'a byte order mark', text: '\uFEFFsku,on-demand\na,1\nb,2\n' },
  ])('reads the same prices with $name', ({ text }) => {
    const { rows, faults } = readPrices(text, fakeFile());

    const prices = rows.map((row) => `${row.sku} ${row.prices['on-demand']}`).sort();
    expect(prices).toEqual(['a 1', 'b 2']);
    expect(faults).toEqual([]);
  });

  it.each([
    { name: 'zero', row: 'x,0,,', what: 'has "0" for on-demand, which is no price above 0' },
    { name: 'zero with decimals', row: 'x,0.000,,', what: 'has "0.000" for on-demand, which is no price above 0' },
    { name: 'a negative', row: 'x,-0.1,,', what: 'has "-0.1" for on-demand, which is no price above 0' },
    { name: 'NaN', row: 'x,NaN,,', what: 'has "NaN" for on-demand, which is no price above 0' },
    { name: 'an exponent', row: 'x,1e-3,,', what: 'has "1e-3" for on-demand, which is no price above 0' },
    { name: 'infinity', row: 'x,Infinity,,', what: 'has "Infinity" for on-demand, which is no price above 0' },
    { name: 'a comma for a point', row: 'x,0,1,,', what: 'has 5 fields where the header has 4' },
    { name: 'a thousand in blanks', row: 'x,1 000,,', what: 'has "1 000" for on-demand, which is no price above 0' },
    { name: 'no price at all', row: 'x,,,', what: 'has no price' },
    { name: 'no sku', row: ',1,,', what: 'has the sku ""' },
    { name: 'blanks after its sku', row: 'x  ,1,,', what: 'has the sku "x  "' },
    { name: 'an unknown basis', row: 'x,1,,guessed', what: 'has the basis "guessed", which is unknown' },
  ])('refuses a row with $name and keeps the others', ({ row, what }) => {
    const { rows, faults } = readPrices(`${HEADER}\n${row}\nm5.large,0.107,,\n`, fakeFile());

    expect(rows.map(({ sku }) => sku)).toEqual(['m5.large']);
    expect(faults).toEqual([{ line: 2, what }]);
  });

  it('drops a last line that is cut off, even where it looks whole', () => {
    const { rows, faults } = readPrices('sku,on-demand\na,1.25\nb,1', fakeFile());

    expect(rows.map(({ sku }) => sku)).toEqual(['a']);
    expect(faults).toEqual([{ line: 3, what: 'has no end: the file is cut off' }]);
  });

  it('keeps one of two equal rows', () => {
    const { rows, faults } = readPrices('sku,on-demand\na,1\na,1\n', fakeFile());

    expect(rows).toHaveLength(1);
    expect(faults).toEqual([{ line: 3, what: 'repeats a' }]);
  });

  it('uses neither of two prices for one thing', () => {
    const { rows, faults } = readPrices('sku,on-demand\na,1\nb,1\na,2\n', fakeFile());

    expect(rows.map(({ sku }) => sku)).toEqual(['b']);
    expect(faults).toEqual([{ line: 4, what: 'has another price for a: neither is used' }]);
  });

  it('does not take the engines of one database for two prices of it', () => {
    const { rows, faults } = readPrices('sku,engine,on-demand\na,mysql,1\na,postgresql,2\n', fakeFile());

    expect(rows.map(({ attributes }) => attributes.engine)).toEqual(['mysql', 'postgresql']);
    expect(faults).toEqual([]);
  });

  it('leaves out a spot price above on-demand and keeps the rest of the row', () => {
    const { rows, faults } = readPrices(`${HEADER}\nm5.large,0.107,0.2,\n`, fakeFile());

    expect(rows[0]?.prices).toEqual({ 'on-demand': '0.107' });
    expect(faults).toEqual([{ line: 2, what: 'has a spot price above on-demand (0.2 above 0.107): it is not used' }]);
  });

  it('carries a foreign currency as it is, and refuses what is none', () => {
    const { rows, faults } = readPrices('sku,currency,on-demand\na,CNY,1\nb,yuan,1\n', fakeFile());

    expect(rows.map(({ sku, currency }) => [sku, currency])).toEqual([['a', 'CNY']]);
    expect(faults).toEqual([{ line: 3, what: 'has the currency "yuan"' }]);
  });

  it.each([
    { field: 'meter', text: 'sku,meter,on-demand\na,fuel,1\n', what: 'has the meter "fuel", which is unknown' },
    { field: 'unit', text: 'sku,unit,on-demand\na,GiB-month,1\n', what: 'has the unit "GiB-month", which compute has not' },
    { field: 'date', text: 'sku,as-of,on-demand\na,2026-13-01,1\n', what: 'has the date "2026-13-01"' },
    { field: 'note', text: 'sku,on-demand,note\na,1,cheap\n', what: 'has the note "cheap", which is unknown' },
  ])('refuses a row with an unknown $field', ({ text, what }) => {
    const { rows, faults } = readPrices(text, fakeFile());

    expect(rows).toEqual([]);
    expect(faults).toEqual([{ line: 2, what }]);
  });

  it.each([
    { name: 'an unknown column', text: 'sku,colour,on-demand\na,red,1\n', message: 'column "colour" is unknown' },
    { name: 'a column twice', text: 'sku,on-demand,on-demand\na,1,2\n', message: 'column "on-demand" is there twice' },
    { name: 'no SKU', text: 'on-demand\n1\n', message: 'neither the header nor the manifest names a sku' },
  ])('refuses a table with $name', ({ text, message }) => {
    const read = () => readPrices(text, fakeFile());

    expect(read).toThrow(new RangeError(message));
  });
});
