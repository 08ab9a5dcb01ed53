import { expect, it } from 'vitest';
import { negativeTimes } from './check-times.ts';

it('finds nothing wrong with time that goes on', () => {
  const body = {
    metrics: { window: { start: 1, end: 1 }, charges: [{ lines: [{ from: 5, to: 6, unit_s: 3600 }], unknown: [[6, 7]] }], scopes: [{ seconds: 0 }] },
  };

  expect(negativeTimes(body)).toEqual([]);
});

it.each([
  { name: 'a line that ends before it begins', body: { lines: [{ from: 7, to: 6 }] }, path: '.lines[0].from' },
  { name: 'a window that ends before it begins', body: { window: { start: 7, end: 6 } }, path: '.window.start' },
  {
    name: 'an unknown span that ends before it begins',
    body: {
      unknown: [
        [1, 2],
        [4, 3],
      ],
    },
    path: '.unknown[1]',
  },
  { name: 'a scope that took less than no time', body: { scopes: [{ seconds: -1 }] }, path: '.scopes[0].seconds' },
])('finds $name', ({ body, path }) => {
  expect(negativeTimes(body)).toEqual([expect.stringContaining(path)]);
});
