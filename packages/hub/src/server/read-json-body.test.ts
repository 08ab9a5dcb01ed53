import { describe, expect, it } from 'vitest';
import { parseJson } from './read-json-body.ts';

describe('parseJson', () => {
  it.each([
    { what: 'plain', bytes: Buffer.from('{"a":1}'), json: '{"a":1}' },
    { what: 'beyond ASCII', bytes: Buffer.from('"Zürich 💶"'), json: '"Zürich 💶"' },
    { what: 'after a byte order mark', bytes: Buffer.from('\u{feff}[1]'), json: '[1]' },
    { what: 'a part of a larger buffer', bytes: Buffer.from('xx[1]xx').subarray(2, 5), json: '[1]' },
  ])('reads a text that is $what', ({ bytes, json }) => {
    expect(parseJson(bytes)).toEqual({ json, value: JSON.parse(json) });
  });

  it.each([
    { bytes: Uint8Array.of(0x22, 0xff, 0x22), reason: 'is not UTF-8' },
    { bytes: Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), reason: 'is not UTF-8' },
    { bytes: Buffer.from('['.repeat(30)), reason: 'is nested deeper than 20' },
    { bytes: Buffer.from('{"a":'), reason: 'is not JSON' },
    { bytes: Buffer.from('"a\0b"'), reason: 'is not JSON' },
  ])('refuses $bytes: $reason', ({ bytes, reason }) => {
    expect(parseJson(bytes)).toMatchObject({ refusal: { status: 400, fault: { field: 'body', reason } } });
  });
});
