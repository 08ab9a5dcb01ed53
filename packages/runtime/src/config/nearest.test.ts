import { describe, expect, it } from 'vitest';
import { nearestOf } from './nearest.ts';

const KEYS = ['server', 'tokenFile', 'token', 'interval', 'purchase', 'os'];

describe('nearestOf', () => {
  it.each([
    { word: 'servr', meant: 'server', why: 'a letter is missing' },
    { word: 'purchse', meant: 'purchase', why: 'a letter is missing' },
    { word: 'intervall', meant: 'interval', why: 'a letter is too many' },
    { word: 'tkoen', meant: 'token', why: 'neighbours are swapped' },
    { word: 'token_file', meant: 'tokenFile', why: 'it is written in snake_case' },
    { word: 'token-file', meant: 'tokenFile', why: 'it is written in kebab-case' },
    { word: 'SERVER', meant: 'server', why: 'the case differs' },
  ])('finds $meant for $word, because $why', ({ word, meant }) => {
    const nearest = nearestOf(word, KEYS);

    expect(nearest).toBe(meant);
  });

  it.each([{ word: 'region' }, { word: 'x' }, { word: '' }, { word: 'purse' }, { word: 'a'.repeat(10_000) }])(
    'finds nothing for $word',
    ({ word }) => {
      const nearest = nearestOf(word, KEYS);

      expect(nearest).toBeUndefined();
    },
  );
});
