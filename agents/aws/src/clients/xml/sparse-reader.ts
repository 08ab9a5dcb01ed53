import { decodeText } from './decode-text.ts';
import { GarbledReply, TruncatedReply, UnexpectedReply } from './reply-errors.ts';
import type { Field, Shape, StructShape, TextShape } from './shape.ts';
import { Tokenizer, type TokenSink } from './tokenizer.ts';
import { createWordBook, type WordBook } from './word-book.ts';

type Struct = Record<string, unknown>;

/** Reads the wanted parts of an XML reply as its bytes arrive, cut anywhere. */
export interface SparseReader {
  write(chunk: Uint8Array): void;
  /** The whole reply. Throws TruncatedReply when it is not there yet. */
  end(): Struct;
}

/**
 * Depth is counted, so that an `<item>` inside an `<item>` is never taken for one of its parent's. Values are copies: nothing pins a chunk.
 * @param rootName the only name that the outermost element may have; another is a GarbledReply
 * @param words may be shared by many replies
 */
export function createSparseReader(rootName: string, shape: StructShape, words: WordBook = createWordBook()): SparseReader {
  return new TokenReader({ member: '', wire: Buffer.from(rootName), shape }, words);
}

/** What is open of a reply, and what was read of it. */
class TokenReader implements TokenSink, SparseReader {
  private readonly root: Field;
  private readonly words: WordBook;
  private readonly tokenizer: Tokenizer;
  /** The elements that are open; at 0 is the document, of which only the root is a child. */
  private readonly fields: (Field | null)[] = [null];
  /** Of each, filled as its children come; of a text null: its text gathers in `gathered`. */
  private readonly values: (Struct | unknown[] | null)[] = [null];
  private depth = 0;
  private isDone = false;
  private gathered = '';

  constructor(root: Field, words: WordBook) {
    this.root = root;
    this.words = words;
    this.tokenizer = new Tokenizer(this);
  }

  write(chunk: Uint8Array): void {
    this.tokenizer.write(chunk);
  }

  end(): Struct {
    const read = this.values[1];
    if (!this.isDone || this.tokenizer.hasRest() || !isStruct(read)) throw new TruncatedReply();
    return read;
  }

  wantsText(): boolean {
    return this.fields[this.depth]?.shape.kind === 'text';
  }

  onOpen(bytes: Buffer, from: number, to: number): boolean {
    const parent = this.fields[this.depth];
    const field = parent ? fieldNamed(parent.shape, bytes, from, to) : this.rootNamed(bytes, from, to);
    if (field === undefined) return false;
    const value = openValue(field.shape);
    // Structs and lists are put where they belong at once and filled there.
    if (value !== null) put(this.values[this.depth], field, value);
    this.depth += 1;
    this.fields[this.depth] = field;
    this.values[this.depth] = value;
    return true;
  }

  onClose(bytes: Buffer, from: number, to: number): void {
    const field = this.fields[this.depth];
    if (!field || (from < to && !isName(bytes, from, to, field.wire))) {
      const open = field ? Buffer.from(field.wire).toString() : '';
      throw new GarbledReply(`</${bytes.toString('latin1', from, to)}> closes <${open}>`);
    }
    this.depth -= 1;
    if (field.shape.kind === 'text') {
      put(this.values[this.depth], field, readText(field.shape, this.gathered));
      this.gathered = '';
    }
    this.isDone = this.depth === 0;
  }

  onText(bytes: Buffer, from: number, to: number, isLiteral: boolean): void {
    const text = isLiteral ? bytes.toString('utf8', from, to) : this.decode(bytes, from, to);
    this.gathered = this.gathered === '' ? text : this.gathered + text;
  }

  private decode(bytes: Buffer, from: number, to: number): string {
    const shape = this.fields[this.depth]?.shape;
    return shape?.kind === 'text' && shape.isWord ? this.words.read(bytes, from, to) : decodeText(bytes.toString('utf8', from, to));
  }

  private rootNamed(bytes: Buffer, from: number, to: number): Field {
    if (!this.isDone && isName(bytes, from, to, this.root.wire)) return this.root;
    const expected = Buffer.from(this.root.wire).toString();
    throw new GarbledReply(`<${bytes.toString('latin1', from, to)}> stands where <${expected}> was expected`);
  }
}

/** undefined: nobody wants it. */
function fieldNamed(shape: Shape, bytes: Buffer, from: number, to: number): Field | undefined {
  if (shape.kind === 'text') throw new UnexpectedReply(`<${bytes.toString('latin1', from, to)}> stands inside a text`);
  if (shape.kind === 'list') return isName(bytes, from, to, shape.item.wire) ? shape.item : undefined;
  for (const field of shape.byLength[to - from] ?? NONE) if (isName(bytes, from, to, field.wire)) return field;
  return undefined;
}

const NONE: readonly Field[] = [];

function isName(bytes: Buffer, from: number, to: number, wire: Uint8Array): boolean {
  if (to - from !== wire.length) return false;
  for (let at = 0; at < wire.length; at += 1) if (bytes[from + at] !== wire[at]) return false;
  return true;
}

function isStruct(value: unknown): value is Struct {
  return typeof value === 'object' && value !== null;
}

function openValue({ kind }: Shape): Struct | unknown[] | null {
  if (kind === 'text') return null;
  return kind === 'list' ? [] : {};
}

function put(into: Struct | unknown[] | null | undefined, { member }: Field, read: unknown): void {
  if (read === undefined || into === undefined || into === null) return;
  if (Array.isArray(into)) into.push(read);
  else into[member] = read;
}

function readText(shape: TextShape, gathered: string): unknown {
  return shape.parse(gathered.includes('\n') && gathered.trim() === '' ? '' : gathered);
}
