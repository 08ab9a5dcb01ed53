import { expect, it } from 'vitest';
import { firstHourTold } from './first-hour.ts';

const rowOf = (...charges: readonly { readonly scope: string; readonly hour: number }[]) => ({ metrics: { charges } });

it('begins with the hour that every scope has told of, though one of them was looked at an hour earlier', () => {
  const rows = [
    rowOf({ scope: 'a', hour: 3600 }),
    rowOf({ scope: 'b', hour: 10_800 }, { scope: 'a', hour: 7200 }),
    rowOf({ scope: 'b', hour: 7200 }),
  ];

  const firstMs = firstHourTold(rows);

  expect(firstMs).toBe(7_200_000);
});

it('has no first hour where nothing was told', () => {
  expect(firstHourTold([])).toBe(Number.POSITIVE_INFINITY);
});
