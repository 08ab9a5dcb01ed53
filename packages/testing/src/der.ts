/** As much of DER (ITU-T X.690) as a certificate needs: tag, length, content. */

export const sequence = (...parts: readonly Buffer[]): Buffer => encode(0x30, Buffer.concat(parts));
export const set = (...parts: readonly Buffer[]): Buffer => encode(0x31, Buffer.concat(parts));
export const octetString = (content: Buffer): Buffer => encode(0x04, content);
export const boolean = (value: boolean): Buffer => encode(0x01, Buffer.from([value ? 0xff : 0]));
export const utf8 = (text: string): Buffer => encode(0x0c, Buffer.from(text, 'utf8'));

/** @param unusedBits of the last byte */
export const bitString = (content: Buffer, unusedBits = 0): Buffer => encode(0x03, Buffer.concat([Buffer.from([unusedBits]), content]));

/** @param magnitude big-endian, read as a positive number */
export function integer(magnitude: Buffer): Buffer {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const shortest = first === -1 ? Buffer.from([0]) : magnitude.subarray(first);
  // A leading bit that is set would make it negative.
  return encode(0x02, (shortest[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest);
}

/** @param dotted such as `2.5.4.3` */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime until 2049, GeneralizedTime after it (RFC 5280, 4.1.2.5). */
export function time(at: Date): Buffer {
  const digits = `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return at.getUTCFullYear() < 2050 ? encode(0x17, Buffer.from(digits.slice(2))) : encode(0x18, Buffer.from(digits));
}

/** `[number]` of a choice or an optional field; `constructed` holds further DER. */
export function contextTag(number: number, content: Buffer | string, form: 'constructed' | 'primitive' = 'constructed'): Buffer {
  return encode((form === 'constructed' ? 0xa0 : 0x80) + number, Buffer.from(content as Buffer));
}

function encode(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, 0x80 + size.length, ...size]), content]);
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}
