import { createFakeFiles } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { readFirst, readSource, under } from './source.ts';

const asNumber = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);

describe('a source that cannot be used is named', () => {
  const files = createFakeFiles({ '/words': 'my secret words', '/empty': '\n' });
  files.fail('/denied', 'EACCES');
  files.fail('/broken', 'EIO');

  it.each([
    { path: '/gone', code: 'SOURCE_MISSING', message: '/gone (a number) is not there' },
    { path: '/denied', code: 'SOURCE_MISSING', message: '/denied (a number) may not be read' },
    { path: '/broken', code: 'SOURCE_MISSING', message: '/broken (a number) cannot be read: EIO: /broken' },
    { path: '/empty', code: 'SOURCE_GARBLED', message: '/empty (a number) cannot be understood: it is empty' },
    { path: '/words', code: 'SOURCE_GARBLED', message: '/words (a number) cannot be understood' },
  ])('$message', async ({ path, code, message }) => {
    const source = await readSource(files, path, 'a number', asNumber);

    expect(source).toMatchObject({ value: null, problem: { code, message } });
  });

  it('says what to do about a permission', async () => {
    const source = await readSource(files, '/denied', 'a number', asNumber);

    expect(source.problem?.hint).toBe("Let the agent's user read /denied, or run it as root.");
  });
});

it('takes the first of several files that makes sense', async () => {
  const files = createFakeFiles({ '/b': 'no', '/c': '7' });

  const found = await readFirst(files, ['/a', '/b', '/c'], 'a number', asNumber);
  const none = await readFirst(files, ['/a', '/b'], 'a number', asNumber);

  expect(found).toEqual({ value: 7 });
  expect(none.problem?.message).toBe('/b (a number) cannot be understood');
});

it.each([
  { root: '/', path: '/proc/stat' },
  { root: '/host', path: '/host/proc/stat' },
  { root: '/host/', path: '/host/proc/stat' },
])('looks under $root', ({ root, path }) => {
  expect(under(root, '/proc/stat')).toBe(path);
});
