import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitResource, MAX_TAGS, TRUNCATED_TAG } from './fit-resource.ts';
import type { Resource } from './model.ts';

const PLAIN: Resource = {
  id: 'arn:aws:ec2:us-west-2:123456789012:instance/i-1',
  scope: 'aws/123456789012/us-west-2/ec2',
  kind: 'machine',
  name: 'web-1',
  sku: 'm5.large',
  state: 'running',
  purchase: 'on-demand',
  attributes: { os: 'linux' },
  capacity: { vcpus: 2, memoryBytes: 8e9, gpus: { model: 'T4', count: 1 } },
  sightings: [],
  tags: { team: 'été', note: 'שלום 😀', escape: 'a\u001bb' },
};

const tagsOf = (tags: Resource['tags']) => fitResource({ ...PLAIN, tags }).tags;

describe('fitResource', () => {
  it('returns what fits as it is', () => {
    expect(fitResource(PLAIN)).toBe(PLAIN);
  });

  it('replaces NUL and halves of characters, in id, name and tags', () => {
    const fitted = fitResource({ ...PLAIN, id: 'a\ud800', name: '\udc00b\0', tags: { 'k\ud83d': 'v\ude00', '\0': 'x\0', whole: '😀' } });

    expect(fitted).toMatchObject({ id: 'a\ufffd', name: '\ufffdb\ufffd', tags: { 'k\ufffd': 'v\ufffd', '\ufffd': 'x\ufffd', whole: '😀' } });
    expect(fitted.tags).not.toHaveProperty(TRUNCATED_TAG);
  });

  it('cuts a value of five megabytes, and marks it', () => {
    const { big = '', small, [TRUNCATED_TAG]: told } = tagsOf({ big: 'x'.repeat(5_000_000), small: 'y' });

    expect({ length: big.length, end: big.at(-1), small, told }).toEqual({ length: 1024, end: '…', small: 'y', told: '1 cut, 0 left out' });
  });

  it('leaves no half of a character where it cuts', () => {
    const { big = '' } = tagsOf({ big: `${'x'.repeat(1022)}😀 and more` });

    expect(big.endsWith('x\ufffd…')).toBe(true);
  });

  it.each([
    { name: 'too many tags', count: 70, chars: 1, told: '0 cut, 6 left out', kept: MAX_TAGS },
    { name: 'tags that are too much together', count: 64, chars: 1000, told: '0 cut, 40 left out', kept: 24 },
  ])('leaves out $name, and says how many', ({ count, chars, told, kept }) => {
    const { [TRUNCATED_TAG]: marked, ...rest } = tagsOf(
      Object.fromEntries(Array.from({ length: count }, (_, no) => [`tag-${no}`, 'v'.repeat(chars)])),
    );

    expect({ marked, kept: Object.keys(rest).length }).toEqual({ marked: told, kept });
  });

  it('keeps tags that are called as a part of every object', () => {
    const tags = JSON.parse('{"__proto__":"a","constructor":"b","long":""}') as Record<string, string>;
    tags.long = 'x'.repeat(2000);

    expect(Object.entries(tagsOf(tags)).slice(0, 2)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it.each([
    { name: 'no number', capacity: { vcpus: Number.NaN, memoryBytes: 1 }, expected: { memoryBytes: 1 } },
    { name: 'a size without end', capacity: { storageBytes: Number.POSITIVE_INFINITY }, expected: {} },
    { name: 'a GPU count that is none', capacity: { vcpus: 1, gpus: { model: 'T4', count: Number.NaN } }, expected: { vcpus: 1 } },
    { name: 'very much', capacity: { memoryBytes: 1e308 }, expected: { memoryBytes: 1e308 } },
  ])('leaves out of a capacity what is $name', ({ capacity, expected }) => {
    expect(fitResource({ ...PLAIN, capacity }).capacity).toEqual(expected);
  });

  it('makes a record that every reader of JSON takes, of any text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 });
    const odd = fc.oneof(text, fc.constantFrom('__proto__', '\ud800', '\u202e', '\u0000', '', 'x'.repeat(70_000)));

    fc.assert(
      fc.property(odd, fc.array(fc.tuple(odd, odd), { maxLength: 70 }), (name, tags) => {
        const { capacity: _, ...fitted } = fitResource({ ...PLAIN, name, tags: Object.fromEntries(tags) });
        const json = JSON.stringify(fitted);
        expect(JSON.parse(json)).toEqual(fitted);
        expect(json).not.toMatch(/\\u(?:d[89a-f]|0000)/);
        expect(fitted.name.length).toBeLessThanOrEqual(1024);
        expect(Object.keys(fitted.tags).length).toBeLessThanOrEqual(MAX_TAGS + 1);
      }),
      { numRuns: 50 },
    );
  });
});
