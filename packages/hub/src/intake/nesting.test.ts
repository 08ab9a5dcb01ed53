import { describe, expect, it } from 'vitest';
import { isTooDeep } from './nesting.ts';

describe('isTooDeep', () => {
  it.each([
    { json: '[[1]]', tooDeep: false },
    { json: '[[[1]]]', tooDeep: true },
    { json: '[{"a":[1]}]', tooDeep: true },
    { json: '[[],[],[]]', tooDeep: false },
    { json: '["[[[["]', tooDeep: false },
    { json: '["a\\"[[[["]', tooDeep: false },
    { json: '["a\\\\",[[1]]]', tooDeep: true },
    { json: '["[[[[', tooDeep: false },
    { json: '"[[[["', tooDeep: false },
    { json: '["[[[[\\\\', tooDeep: false },
    { json: '["ü\\u005b[[",[[1]]]', tooDeep: true },
  ])('of $json beyond two levels is $tooDeep', ({ json, tooDeep }) => {
    expect(isTooDeep(Buffer.from(json), 2)).toBe(tooDeep);
  });
});
