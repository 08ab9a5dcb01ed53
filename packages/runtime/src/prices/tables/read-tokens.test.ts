import { describe, expect, it } from 'vitest';
import { fakeFile } from './fake-tables.ts';
import { perMillionth, readTokens, TOKEN_COLUMNS } from './read-tokens.ts';

const HEADER = TOKEN_COLUMNS.join();
const FILE = fakeFile({ kind: 'tokens', region: 'global', meter: 'tokens', unit: 'Mtoken' });

describe('reading prices of tokens', () => {
  it('makes a row a direction, priced by the single token', () => {
    const { rows, faults } = readTokens(`${HEADER}\nanthropic,claude-opus,0,,5,25,0.5,\n`, FILE);

    expect(faults).toEqual([]);
    expect(
      rows.map(({ service, region, sku, unit, attributes, prices }) => [service, region, sku, unit, attributes.direction, prices['on-demand']]),
    ).toEqual([
      ['anthropic', 'global', 'claude-opus', 'token', 'input', '0.000005'],
      ['anthropic', 'global', 'claude-opus', 'token', 'output', '0.000025'],
      ['anthropic', 'global', 'claude-opus', 'token', 'cache-read', '0.0000005'],
    ]);
  });

  it('answers with the first tier and says that it is one', () => {
    const { rows } = readTokens(`${HEADER}\ngoogle,gemini-pro,0,,1,2,,\ngoogle,gemini-pro,200000,,2,4,,\n`, FILE);

    expect(rows.map(({ prices, tierNotApplied }) => [prices['on-demand'], tierNotApplied])).toEqual([
      ['0.000001', true],
      ['0.000002', true],
    ]);
  });

  it('puts a price in force on its day', () => {
    const { rows } = readTokens(`${HEADER}\nx,model,0,,2,,,\nx,model,0,2026-09-01,3,,,\n`, FILE);

    expect(rows.map(({ fromMs, prices }) => [fromMs, prices['on-demand']])).toEqual([
      [0, '0.000002'],
      [Date.UTC(2026, 8, 1), '0.000003'],
    ]);
  });

  it.each([
    { name: 'a price of 0', row: 'x,model,0,,0,1,,', what: 'has "0", which is no price above 0' },
    { name: 'no price', row: 'x,model,0,,,,,', what: 'has no price' },
    { name: 'no model', row: 'x,,0,,1,1,,', what: 'names no provider or no model' },
    { name: 'a bad tier', row: 'x,model,many,,1,1,,', what: 'has the tier-start "many"' },
    { name: 'a bad date', row: 'x,model,0,soon,1,1,,', what: 'has the date "soon"' },
  ])('refuses a row with $name', ({ row, what }) => {
    const { rows, faults } = readTokens(`${HEADER}\n${row}\n`, FILE);

    expect(rows).toEqual([]);
    expect(faults).toEqual([{ line: 2, what }]);
  });

  it.each([
    { price: '5', each: '0.000005' },
    { price: '0.8', each: '0.0000008' },
    { price: '1234567', each: '1.234567' },
    { price: '2000000', each: '2' },
    { price: '10', each: '0.00001' },
    { price: '0.0375', each: '0.0000000375' },
  ])('takes a millionth of $price exactly', ({ price, each }) => {
    const millionth = perMillionth(price);

    expect(millionth).toBe(each);
  });
});
