import { expect, it } from 'vitest';
import { createHeapBound } from './heap-bound.ts';

const MEBIBYTE = 1024 * 1024;

it('bounds the growth of a large heap, once, until it is small again', () => {
  const flags: string[] = [];
  const sizes = [50, 95, 96, 300, 200, 90, 50, 97].map((size) => size * MEBIBYTE);
  const looks = sizes.length;
  const bound = createHeapBound({ heapBytes: () => sizes.shift() ?? 0, setFlag: (flag) => flags.push(flag) });

  for (let look = 0; look < looks; look += 1) bound.look();

  expect(flags).toEqual(['--heap-growing-percent=10', '--heap-growing-percent=0', '--heap-growing-percent=10']);
});

it('is content with the heap and the flags of the process that it runs in', () => {
  expect(() => createHeapBound().look()).not.toThrow();
});
