import { expect, it } from 'vitest';
import { watchEnvironment } from './watch-environment.ts';

it('notes what watched code reads of the environment, and nothing after it is restored', () => {
  const environment = watchEnvironment((frame) => frame.includes('watch-environment.test'));

  const read = [process.env.HOME, 'PATH' in process.env];
  environment.restore();
  read.push(process.env.USER);

  expect(read).toHaveLength(3);
  expect(environment.reads).toEqual(['HOME', 'PATH']);
});

it('leaves the reads of everybody else alone', () => {
  const environment = watchEnvironment();

  const home = process.env.HOME;
  environment.restore();

  expect(home).toBe(process.env.HOME);
  expect(environment.reads).toEqual([]);
});
