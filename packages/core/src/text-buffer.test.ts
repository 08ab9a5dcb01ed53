import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextBuffer } from './text-buffer.ts';

describe('text buffer', () => {
  it('gives back what it was given, and how many bytes that is, whatever the characters', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40_000 }), { maxLength: 20 }), (texts) => {
        const buffer = createTextBuffer();

        for (const text of texts) buffer.add(text);

        expect(buffer.bytes).toBe(Buffer.byteLength(texts.join('')));
        expect(buffer.take()).toBe(texts.join(''));
      }),
    );
  });

  it('moves what another one holds to its end', () => {
    const whole = createTextBuffer();
    const part = createTextBuffer();
    whole.add('[');
    part.add('"é"');

    whole.move(part);
    part.add(']');
    whole.move(part);

    expect(whole.take()).toBe('["é"]');
    expect(part.bytes).toBe(0);
  });

  it('begins anew once it was taken', () => {
    const buffer = createTextBuffer();
    buffer.add('the first, and longer than the next');
    buffer.take();

    buffer.add('next');

    expect(buffer.take()).toBe('next');
    expect(buffer.bytes).toBe(0);
  });
});
