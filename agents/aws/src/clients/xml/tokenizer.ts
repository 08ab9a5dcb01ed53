import { GarbledReply } from './reply-errors.ts';

/** Names are given as they stand among the bytes, `[from, to)`: most of them are compared and forgotten, and never become strings. */
export interface TokenSink {
  wantsText(): boolean;
  /** @returns false: nobody wants the element, and nothing more is said of it or of what is inside */
  onOpen(bytes: Buffer, from: number, to: number): boolean;
  /** The end of the innermost element that is wanted. Of an empty one `[from, to)` is empty too. */
  onClose(bytes: Buffer, from: number, to: number): void;
  /** Text between two tags, perhaps in several parts. `isLiteral`: of a CDATA section, in which nothing is an entity. */
  onText(raw: string, isLiteral: boolean): void;
}

export interface Tokenizer {
  /** Bytes may be cut anywhere: inside a tag, a text, a character. */
  write(chunk: Uint8Array): void;
  /** Something was begun that is not complete yet. */
  hasRest(): boolean;
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

/** Cuts XML in UTF-8 into tags and texts. A document type is refused: that is where entities are defined. */
export function createTokenizer(sink: TokenSink): Tokenizer {
  let rest: Buffer = NO_BYTES;
  /** Depth inside an element that nobody wants. */
  let skipped = 0;

  /** @returns where the first token starts that is not complete */
  const readTokens = (bytes: Buffer): number => {
    const { length } = bytes;
    let at = 0;
    while (at < length) {
      if (skipped > 0) at = skipPlain(bytes, at);
      let tagAt = at;
      while (tagAt < length && bytes[tagAt] !== LESS) tagAt += 1;
      const wantsText = tagAt > at && skipped === 0 && sink.wantsText();
      if (tagAt === length) return wantsText ? at : length;
      if (wantsText) sink.onText(bytes.toString('utf8', at, tagAt), false);
      at = readTag(bytes, tagAt);
      if (at < 0) return tagAt;
    }
    return at;
  };

  /** @returns where the next token starts; -1: this one is not complete */
  const readTag = (bytes: Buffer, at: number): number => {
    const first = bytes[at + 1];
    if (first === undefined) return -1;
    if (first === BANG) return readBang(bytes, at, sink, skipped === 0);
    if (first === QUESTION) return endOf(bytes, at, '?>');
    const from = first === SLASH ? at + 2 : at + 1;
    const to = nameEnd(bytes, from);
    const end = bytes[to] === GREATER ? to : closingOf(bytes, to);
    if (end < 0) return -1;
    if (first === SLASH) {
      if (skipped > 0) skipped -= 1;
      else sink.onClose(bytes, from, to);
    } else readOpen(bytes, from, to, bytes[end - 1] === SLASH);
    return end + 1;
  };

  /**
   * Goes over what nobody wants, as long as it is nothing but texts and tags without attributes: most of a reply.
   * @returns where to read on: behind the unwanted element, or at a tag that needs a closer look
   */
  const skipPlain = (bytes: Buffer, start: number): number => {
    const { length } = bytes;
    let at = start;
    while (skipped > 0) {
      let tagAt = at;
      while (tagAt < length && bytes[tagAt] !== LESS) tagAt += 1;
      const end = plainEnd(bytes, tagAt + 1);
      const first = bytes[tagAt + 1];
      if (bytes[end] !== GREATER || first === BANG || first === QUESTION) return tagAt;
      if (first === SLASH) skipped -= 1;
      else if (bytes[end - 1] !== SLASH) skipped += 1;
      at = end + 1;
    }
    return at;
  };

  const readOpen = (bytes: Buffer, from: number, to: number, isEmpty: boolean): void => {
    if (skipped > 0) {
      if (!isEmpty) skipped += 1;
    } else if (!sink.onOpen(bytes, from, to)) {
      if (!isEmpty) skipped = 1;
    } else if (isEmpty) sink.onClose(bytes, to, to);
  };

  return {
    write(chunk) {
      const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
      const at = readTokens(bytes);
      // A copy, so that what is left of a chunk does not keep all of it.
      rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : NO_BYTES;
      if (rest.length > MOST_REST_BYTES) throw new GarbledReply(`one value goes on for ${rest.length} bytes`);
    },
    hasRest: () => rest.length > 0 && rest.toString('latin1').trim() !== '',
  };
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
    if (end >= 0 && isWanted && sink.wantsText()) sink.onText(bytes.toString('utf8', at + 9, end - 3), true);
    return end;
  }
  if (head === '<!DOCTYPE') throw new GarbledReply('it has a document type');
  if ('<![CDATA['.startsWith(head) || '<!DOCTYPE'.startsWith(head) || '<!--'.startsWith(head)) return -1;
  throw new GarbledReply(`${head} is no tag`);
}
