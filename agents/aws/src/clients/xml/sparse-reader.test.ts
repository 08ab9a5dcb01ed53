import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flag, instant, listOf, named, number, struct, text, word } from './shape.ts';
import { createSparseReader } from './sparse-reader.ts';

const SHAPE = struct({
  NextToken: text,
  Things: named(
    'thingSet',
    listOf(
      struct({
        Name: text,
        Size: number,
        IsNew: flag,
        At: instant,
        Place: struct({ Zone: word }),
        Tags: named('tagSet', listOf(struct({ Key: text }))),
      }),
    ),
  ),
});

const read = (xml: string | Uint8Array, cuts: readonly number[] = []): unknown => {
  const bytes = typeof xml === 'string' ? Buffer.from(xml) : xml;
  const reader = createSparseReader('Reply', SHAPE);
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    reader.write(bytes.subarray(at, Math.min(cut, bytes.length)));
    at = Math.min(cut, bytes.length);
  }
  reader.write(bytes.subarray(at));
  return reader.end();
};

const reply = (things: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n<Reply xmlns="http://example.org/a>b/">${things}</Reply>\n`;

describe('createSparseReader', () => {
  it('takes what is wanted, with its type, and nothing else', () => {
    const xml = reply(
      '<requestId>r</requestId><thingSet><item><name>a</name><size>12</size><isNew>true</isNew><at>2026-11-21T10:00:00.000Z</at><userData>secret</userData><place><zone>z</zone><owner>o</owner></place></item></thingSet>',
    );

    const found = read(xml);

    expect(found).toEqual({ Things: [{ Name: 'a', Size: 12, IsNew: true, At: new Date('2026-11-21T10:00:00Z'), Place: { Zone: 'z' } }] });
  });

  it('never takes an item inside an item for one of the outer list', () => {
    const xml = reply(
      '<thingSet><item><name>a</name><groupSet><item><name>b</name></item></groupSet><tagSet><item><key>k</key></item></tagSet></item></thingSet>',
    );

    const found = read(xml);

    expect(found).toEqual({ Things: [{ Name: 'a', Tags: [{ Key: 'k' }] }] });
  });

  it.each([
    { what: 'an entity', xml: '&lt;item&gt; &amp;amp; &quot;&apos;', value: '<item> &amp; "\'' },
    { what: 'a character by number', xml: '&#38;&#x1F600;&#233;', value: '&😀é' },
    { what: 'a number that is no character', xml: 'a&#x110000;&#0;b', value: 'a\uFFFD\uFFFDb' },
    { what: 'a section that is no markup', xml: '<![CDATA[<item>&amp;</item>]]>', value: '<item>&amp;</item>' },
    { what: 'a comment', xml: 'a<!-- <name> -->b', value: 'ab' },
    { what: 'line ends of another system', xml: 'a\r\nb\rc', value: 'a\nb\nc' },
    { what: 'nothing', xml: '', value: '' },
    { what: 'a line break alone', xml: '\n    ', value: '' },
    { what: 'spaces that were meant', xml: '  a ', value: '  a ' },
  ])('reads $what as the sender meant it', ({ xml, value }) => {
    const found = read(reply(`<nextToken>${xml}</nextToken>`));

    expect(found).toEqual({ NextToken: value });
  });

  it.each([
    { member: 'size', value: '' },
    { member: 'size', value: 'many' },
    { member: 'size', value: 'Infinity' },
    { member: 'at', value: 'yesterday' },
    { member: 'at', value: '' },
  ])('leaves out $member when it is "$value"', ({ member, value }) => {
    const found = read(reply(`<thingSet><item><${member}>${value}</${member}></item></thingSet>`));

    expect(found).toEqual({ Things: [{}] });
  });

  it('reads empty elements in both spellings', () => {
    const found = read(reply('<nextToken/><thingSet><item/><item><tagSet/><place></place></item></thingSet>'));

    expect(found).toEqual({ NextToken: '', Things: [{}, { Tags: [], Place: {} }] });
  });

  it('puts a replacement where bytes are no text, and goes on', () => {
    const xml = Buffer.concat([Buffer.from('<Reply><nextToken>a'), Buffer.from([0xff, 0xc3]), Buffer.from('b</nextToken></Reply>')]);

    const found = read(xml);

    expect(found).toEqual({ NextToken: 'a\uFFFD\uFFFDb' });
  });

  it('says at every byte that a reply is not whole', () => {
    const whole = Buffer.from(reply('<thingSet><item><name>é&amp;</name></item></thingSet>').trim());

    for (let length = 0; length < whole.length; length += 1) expect(() => read(whole.subarray(0, length))).toThrow('ends before its end');
    expect(read(whole)).toEqual({ Things: [{ Name: 'é&' }] });
  });

  it.each([
    { what: 'a document type', xml: '<!DOCTYPE r [<!ENTITY a "aaaa">]><Reply/>', error: 'document type' },
    { what: 'an entity of its own', xml: reply('<nextToken>&lol;</nextToken>'), error: 'entity &lol;' },
    { what: 'another root', xml: '<Other/>', error: '<Other> stands where <Reply> was expected' },
    { what: 'tags that cross', xml: reply('<thingSet><item></thingSet></item>'), error: 'closes <item>' },
    { what: 'an element inside a text', xml: reply('<nextToken>a<b/></nextToken>'), error: 'inside a text' },
    { what: 'a value without an end', xml: reply(`<nextToken>${'a'.repeat(5_000_000)}</nextToken>`), error: 'cannot be read' },
  ])('refuses $what', ({ xml, error }) => {
    expect(() => read(xml, [10, 100, 4_500_000])).toThrow(error);
  });

  it('reads the same wherever the bytes are cut', () => {
    const character = fc.constantFrom('a', 'é', '😀', '&', '<', '>', '"', "'", ' ', '\n', ']', '-', 'item', '&amp;');
    const value = fc.array(character, { maxLength: 12 }).map((characters) => `x${characters.join('')}`);
    const thing = fc.record({ name: value, noise: value, keys: fc.array(value, { maxLength: 3 }) });

    fc.assert(
      fc.property(fc.array(thing, { maxLength: 5 }), fc.array(fc.nat(3000), { maxLength: 40 }), (things, cuts) => {
        const xml = reply(`<thingSet>${things.map(toXml).join('\n  ')}</thingSet><nextToken>t</nextToken>`);

        const found = read(xml, cuts);

        expect(found).toEqual({ NextToken: 't', Things: things.map(({ name, keys }) => ({ Name: name, Tags: keys.map((Key) => ({ Key })) })) });
      }),
      { numRuns: 300 },
    );
  });
});

function toXml({ name, noise, keys }: { name: string; noise: string; keys: readonly string[] }): string {
  const tags = keys.map((key) => `<item><key>${escaped(key)}</key><value>${escaped(noise)}</value></item>`).join('');
  return `<item><noise><item><name>${escaped(noise)}</name></item></noise><name>${escaped(name)}</name><tagSet>${tags}</tagSet></item>`;
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
