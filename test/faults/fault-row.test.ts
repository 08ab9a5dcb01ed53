import { expect, it } from 'vitest';
import { isOk } from './fault-row.ts';

const PERFECT = { runs: 21, owed: 5000, missing: 0, duplicates: 0, happened: 20 };

it('passes a row whose fault happened and did no harm', () => {
  expect(isOk(PERFECT, 20)).toBe(true);
});

it.each([
  { why: 'something is missing', harm: { missing: 1 } },
  { why: 'something is there twice', harm: { duplicates: 1 } },
  { why: 'the fault did not happen as often as it should', harm: { happened: 19 } },
  { why: 'nothing was owed that could have been lost', harm: { owed: 0 } },
])('fails a row when $why', ({ harm }) => {
  expect(isOk({ ...PERFECT, ...harm }, 20)).toBe(false);
});
