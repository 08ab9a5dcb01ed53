import { expect, it } from 'vitest';
import { type HeapBoundParts, tuneForLongLife, tuneForOneLook } from './tune-engine.ts';

const MEBIBYTE = 1024 * 1024;

function createFakeEngine(): HeapBoundParts & { readonly flags: string[]; heap: number } {
  const flags: string[] = [];
  const engine = { flags, heap: 0, heapBytes: () => engine.heap * MEBIBYTE, setFlag: (flag: string) => flags.push(flag) };
  return engine;
}

it.each([
  { life: 'a long life', tune: tuneForLongLife, first: ['--no-concurrent-marking'], usual: 0 },
  { life: 'one look', tune: tuneForOneLook, first: ['--heap-growing-percent=100', '--semi-space-growth-factor=16'], usual: 100 },
])('bounds the growth of a large heap for $life, once, until it is small again', ({ tune, first, usual }) => {
  const engine = createFakeEngine();
  const bound = tune(engine);

  for (const heap of [50, 95, 96, 300, 200, 90, 50, 97]) {
    engine.heap = heap;
    bound.look();
  }

  expect(engine.flags).toEqual([...first, '--heap-growing-percent=30', `--heap-growing-percent=${usual}`, '--heap-growing-percent=30']);
});

it.each([tuneForLongLife, tuneForOneLook])('is content with the heap and the flags of the process that it runs in', (tune) => {
  expect(() => tune().look()).not.toThrow();
});
