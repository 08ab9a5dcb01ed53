import { GarbledReply } from './reply-errors.ts';

/** Names are given as they stand among the bytes, `[from, to)`: most of them are compared and forgotten, and never become strings. */
export interface TokenSink {
  wantsText(): boolean;
  /** @returns false: nobody wants the element, and nothing more is said of it or of what is inside */
  onOpen(bytes: Buffer, from: number, to: number): boolean;
  /** The end of the innermost element that is wanted. Of an empty one `[from, to)` is empty too. */
  onClose(bytes: Buffer, from: number, to: number): void;
  /** Text between two tags, perhaps in several parts. `isLiteral`: of a CDATA section, in which nothing is an entity. */
  onText(bytes: Buffer, from: number, to: number, isLiteral: boolean): void;
}

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const SPACE = 0x20;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

/** A tag or a text that goes on for longer than this is no reply of AWS. */
const MOST_REST_BYTES = 4_000_000;
const NO_BYTES = Buffer.alloc(0);

/**
 * Cuts XML in UTF-8 into tags and texts. A document type is refused: that is where entities are defined. A class, and its sink one too, so that the
 * methods of all replies are the same functions: of functions made anew for each reply the compiler optimizes each one anew.
 */
export class Tokenizer {
  private readonly sink: TokenSink;
  private rest: Buffer = NO_BYTES;
  /** Depth inside an element that nobody wants. */
  private skipped = 0;

  constructor(sink: TokenSink) {
    this.sink = sink;
  }

  /** Bytes may be cut anywhere: inside a tag, a text, a character. */
  write(chunk: Uint8Array): void {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.rest.length === 0 ? fresh : Buffer.concat([this.rest, fresh]);
    const at = this.readTokens(bytes);
    // A copy, so that what is left of a chunk does not keep all of it.
    this.rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : NO_BYTES;
    if (this.rest.length > MOST_REST_BYTES) throw new GarbledReply(`one value goes on for ${this.rest.length} bytes`);
  }

  /** Something was begun that is not complete yet. */
  hasRest(): boolean {
    return this.rest.length > 0 && this.rest.toString('latin1').trim() !== '';
  }

  /** @returns where the first token starts that is not complete */
  private readTokens(bytes: Buffer): number {
    const { length } = bytes;
    let at = 0;
    while (at < length) {
      if (this.skipped > 0) at = this.skipPlain(bytes, at);
      const tagAt = nextTag(bytes, at);
      const wantsText = tagAt > at && this.skipped === 0 && this.sink.wantsText();
      if (tagAt === length) return wantsText ? at : length;
      if (wantsText) this.sink.onText(bytes, at, tagAt, false);
      at = this.readTag(bytes, tagAt);
      if (at < 0) return tagAt;
    }
    return at;
  }

  /** @returns where the next token starts; -1: this one is not complete */
  private readTag(bytes: Buffer, at: number): number {
    if (at + 1 === bytes.length) return -1;
    const first = bytes[at + 1];
    if (first === BANG) return readBang(bytes, at, this.sink, this.skipped === 0);
    if (first === QUESTION) return endOf(bytes, at, '?>');
    const from = first === SLASH ? at + 2 : at + 1;
    const to = nameEnd(bytes, from);
    const end = to < bytes.length && bytes[to] === GREATER ? to : closingOf(bytes, to);
    if (end < 0) return -1;
    if (first !== SLASH) this.readOpen(bytes, from, to, bytes[end - 1] === SLASH);
    else if (this.skipped > 0) this.skipped -= 1;
    else this.sink.onClose(bytes, from, to);
    return end + 1;
  }

  /**
   * Goes over what nobody wants, as long as it is nothing but texts and tags without attributes: most of a reply.
   * @returns where to read on: behind the unwanted element, or at a tag that needs a closer look
   */
  private skipPlain(bytes: Buffer, start: number): number {
    const { length } = bytes;
    let depth = this.skipped;
    let at = start;
    while (depth > 0) {
      const tagAt = nextTag(bytes, at);
      const end = plainEnd(bytes, tagAt + 1);
      at = tagAt;
      if (end >= length || bytes[end] !== GREATER) break;
      const first = bytes[tagAt + 1];
      if (first === BANG || first === QUESTION) break;
      if (first === SLASH) depth -= 1;
      else if (bytes[end - 1] !== SLASH) depth += 1;
      at = end + 1;
    }
    this.skipped = depth;
    return at;
  }

  private readOpen(bytes: Buffer, from: number, to: number, isEmpty: boolean): void {
    if (this.skipped > 0) {
      if (!isEmpty) this.skipped += 1;
    } else if (!this.sink.onOpen(bytes, from, to)) {
      if (!isEmpty) this.skipped = 1;
    } else if (isEmpty) this.sink.onClose(bytes, to, to);
  }
}

/** The next `<`, or the end. */
function nextTag(bytes: Buffer, from: number): number {
  const { length } = bytes;
  let at = from;
  while (at < length && bytes[at] !== LESS) at += 1;
  return at;
}

/** Tags and their texts are so short that a loop is faster than `indexOf`. */
function nameEnd(bytes: Buffer, from: number): number {
  const { length } = bytes;
  let to = from;
  while (to < length) {
    const byte = bytes[to] ?? 0;
    if (byte === GREATER || byte === SLASH || byte <= SPACE) return to;
    to += 1;
  }
  return to;
}

/** The first `>` or quote. Most bytes of a tag are letters, and all of these are greater. */
function plainEnd(bytes: Buffer, from: number): number {
  const { length } = bytes;
  let at = from;
  while (at < length) {
    const byte = bytes[at] ?? 0;
    if (byte <= GREATER && (byte === GREATER || byte === QUOTE || byte === APOSTROPHE)) return at;
    at += 1;
  }
  return at;
}

/** The end of a tag that has more than a name; a `>` inside quotes is none. -1: not there yet. */
function closingOf(bytes: Buffer, from: number): number {
  let quote = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === GREATER) return at;
    else if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
  }
  return -1;
}

function endOf(bytes: Buffer, from: number, mark: string): number {
  const at = bytes.indexOf(mark, from, 'latin1');
  return at < 0 ? -1 : at + mark.length;
}

function readBang(bytes: Buffer, at: number, sink: TokenSink, isWanted: boolean): number {
  const head = bytes.toString('latin1', at, at + 9);
  if (head.startsWith('<!--')) return endOf(bytes, at + 4, '-->');
  if (head === '<![CDATA[') {
    const end = endOf(bytes, at + 9, ']]>');
    if (end >= 0 && isWanted && sink.wantsText()) sink.onText(bytes, at + 9, end - 3, true);
    return end;
  }
  if (head === '<!DOCTYPE') throw new GarbledReply('it has a document type');
  if ('<![CDATA['.startsWith(head) || '<!DOCTYPE'.startsWith(head) || '<!--'.startsWith(head)) return -1;
  throw new GarbledReply(`${head} is no tag`);
}
