import { decodeText } from './decode-text.ts';

/** Texts that come again and again, kept once and known by their bytes. */
export interface WordBook {
  /** The text that `[from, to)` stands for; of plain words the same string each time. */
  read(bytes: Buffer, from: number, to: number): string;
}

/** Each text has one place, and the last that came is there: what is kept is bounded, and a word that comes often is there nearly always. */
const PLACES = 4096;
const LONGEST = 128;
/** As in Java and many others: cheap, and words of one field seldom meet. */
const FACTOR = 31;

/** To find a word by its bytes costs a quarter of what it costs to make it a string, and its copies are no garbage. */
export function createWordBook(): WordBook {
  /** A byte of the reply is a character here. */
  const raws = new Array<string | undefined>(PLACES).fill(undefined);
  const words = new Array<string>(PLACES).fill('');
  return {
    read(bytes, from, to) {
      if (to - from > LONGEST) return decodeText(bytes.toString('utf8', from, to));
      const place = placeOf(bytes, from, to);
      const known = raws[place];
      if (known !== undefined && isSame(known, bytes, from, to)) return words[place] ?? '';
      const raw = bytes.toString('latin1', from, to);
      const word = decodeText(bytes.toString('utf8', from, to));
      raws[place] = raw;
      words[place] = word === raw ? raw : word;
      return word;
    },
  };
}

function placeOf(bytes: Buffer, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum = (Math.imul(sum, FACTOR) + (bytes[at] ?? 0)) | 0;
  return (sum ^ (sum >>> 16)) & (PLACES - 1);
}

function isSame(raw: string, bytes: Buffer, from: number, to: number): boolean {
  if (raw.length !== to - from) return false;
  for (let at = 0; at < raw.length; at += 1) if (raw.charCodeAt(at) !== bytes[from + at]) return false;
  return true;
}
