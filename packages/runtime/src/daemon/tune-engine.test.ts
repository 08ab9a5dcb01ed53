import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { type HeapBoundParts, tuneForLongLife, tuneForOneLook } from './tune-engine.ts';

const MEBIBYTE = 1024 * 1024;

function createFakeEngine(): HeapBoundParts & { readonly flags: string[]; heap: number; newSpace: number } {
  const flags: string[] = [];
  const engine = {
    flags,
    heap: 0,
    newSpace: 1,
    heapBytes: () => engine.heap * MEBIBYTE,
    newSpaceBytes: () => 0.98 * engine.newSpace * MEBIBYTE,
    setFlag: (flag: string) => flags.push(flag),
  };
  return engine;
}

it.each([
  { life: 'a long life', tune: tuneForLongLife, heaps: [50, 95, 96, 300, 200, 90, 50, 97], percents: [30, 0, 30] },
  { life: 'one look', tune: tuneForOneLook, heaps: [20, 35, 36, 96, 300, 90, 30], percents: [300, 150, 30, 150, 300] },
])('bounds the growth of a heap for $life the more the larger it is', ({ tune, heaps, percents }) => {
  const engine = createFakeEngine();
  const bound = tune(engine);

  for (const heap of heaps) {
    engine.heap = heap;
    bound.look();
  }

  const said = engine.flags.filter((flag) => flag.startsWith('--heap-growing-percent='));
  expect(said).toEqual(percents.map((percent) => `--heap-growing-percent=${percent}`));
});

it('has a long life marked in steps', () => {
  const engine = createFakeEngine();

  tuneForLongLife(engine);

  expect(engine.flags).toEqual(['--no-concurrent-marking']);
});

it('has one look compiled briefly, by flags that this V8 knows', () => {
  const engine = createFakeEngine();

  tuneForOneLook(engine);

  const names = engine.flags.map((flag) => flag.slice(0, flag.indexOf('=')));
  expect(names).toEqual(expect.arrayContaining(['--max-inlined-bytecode-size-cumulative', '--max-inlined-bytecode-size']));
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  for (const name of names) expect(stdout).toContain(`${name} (`);
});

it.each([
  { sizes: [1, 1, 4, 4, 1], factors: [4, 1] },
  { sizes: [2, 4], factors: [2, 1] },
  { sizes: [1, 2, 4], factors: [4, 2, 1] },
  { sizes: [16, 16], factors: [1] },
])('has the space for what is new grow to its size at once, and no further', ({ sizes: [first = 0, ...later], factors }) => {
  const engine = createFakeEngine();
  engine.newSpace = first;
  const bound = tuneForOneLook(engine);

  for (const size of later) {
    engine.newSpace = size;
    bound.look();
  }

  expect(engine.flags.filter((flag) => flag.startsWith('--semi'))).toEqual(factors.map((factor) => `--semi-space-growth-factor=${factor}`));
});

it.each([tuneForLongLife, tuneForOneLook])('is content with the heap and the flags of the process that it runs in', (tune) => {
  expect(() => tune().look()).not.toThrow();
});
