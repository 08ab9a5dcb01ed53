import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';
import { createWordBook } from './word-book.ts';

describe('createWordBook', () => {
  it('reads every text as it is decoded by itself, however often and in whatever order', () => {
    const words = createWordBook();
    const text = fc.oneof(
      fc.constantFrom('running', 'data &lt;platform&gt;', 'a\r\nb', 'été', '😀', ''),
      fc.string({ unit: 'grapheme', maxLength: 200 }).map((any) => any.replaceAll('&', '+')),
    );

    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
        for (const raw of texts) {
          const bytes = Buffer.from(`<${raw}>`);
          expect(words.read(bytes, 1, bytes.length - 1)).toBe(decodeText(bytes.toString('utf8', 1, bytes.length - 1)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('tells words apart that fall on the same place', () => {
    const words = createWordBook();
    // 'Aa' and 'BB' come to the same sum when each byte is multiplied by 31.
    const read = (text: string): string => words.read(Buffer.from(text), 0, text.length);

    expect(['Aa', 'BB', 'Aa', 'BB'].map(read)).toEqual(['Aa', 'BB', 'Aa', 'BB']);
  });

  it('refuses an entity each time it comes', () => {
    const words = createWordBook();
    const bytes = Buffer.from('&secret;');

    for (let time = 0; time < 2; time += 1) expect(() => words.read(bytes, 0, bytes.length)).toThrow('the entity &secret;');
  });
});
