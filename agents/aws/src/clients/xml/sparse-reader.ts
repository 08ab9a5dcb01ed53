import { decodeText } from './decode-text.ts';
import { GarbledReply, TruncatedReply, UnexpectedReply } from './reply-errors.ts';
import type { Field, StructShape, TextShape } from './shape.ts';
import { Tokenizer, type TokenSink } from './tokenizer.ts';

type Struct = Record<string, unknown>;

/** An element that is being read. */
interface Frame {
  readonly field: Field;
  /** Filled as its children come; of a text null: its text gathers in the reader. */
  readonly value: Struct | unknown[] | null;
}

/** Reads the wanted parts of an XML reply as its bytes arrive, cut anywhere. */
export interface SparseReader {
  write(chunk: Uint8Array): void;
  /** The whole reply. Throws TruncatedReply when it is not there yet. */
  end(): Struct;
}

/** Words that are kept once; a reply with more different ones than this has no words. */
const MOST_WORDS = 5000;

/**
 * Depth is counted, so that an `<item>` inside an `<item>` is never taken for one of its parent's. Values are copies: nothing pins a chunk.
 * @param rootName the only name that the outermost element may have; another is a GarbledReply
 */
export function createSparseReader(rootName: string, shape: StructShape): SparseReader {
  return new TokenReader({ member: '', wire: Buffer.from(rootName), shape });
}

/** What is open of a reply, and what was read of it. */
class TokenReader implements TokenSink, SparseReader {
  private readonly root: Struct = {};
  private readonly rootField: Field;
  private readonly stack: Frame[] = [];
  private readonly words = new Map<string, string>();
  private readonly tokenizer: Tokenizer;
  private isDone = false;
  private gathered = '';

  constructor(rootField: Field) {
    this.rootField = rootField;
    this.tokenizer = new Tokenizer(this);
  }

  write(chunk: Uint8Array): void {
    this.tokenizer.write(chunk);
  }

  end(): Struct {
    if (!this.isDone || this.tokenizer.hasRest()) throw new TruncatedReply();
    return this.root;
  }

  wantsText(): boolean {
    return this.stack.at(-1)?.field.shape.kind === 'text';
  }

  onOpen(bytes: Buffer, from: number, to: number): boolean {
    const parent = this.stack.at(-1);
    if (parent === undefined) {
      this.openRoot(bytes, from, to);
      return true;
    }
    const field = fieldNamed(parent, bytes, from, to);
    if (field !== undefined) this.stack.push(openFrame(parent, field));
    return field !== undefined;
  }

  onClose(bytes: Buffer, from: number, to: number): void {
    const frame = this.stack.pop();
    if (frame === undefined || (from < to && !isName(bytes, from, to, frame.field.wire))) {
      const open = frame === undefined ? '' : Buffer.from(frame.field.wire).toString();
      throw new GarbledReply(`</${bytes.toString('latin1', from, to)}> closes <${open}>`);
    }
    const { shape: read } = frame.field;
    if (read.kind === 'text') {
      put(this.stack.at(-1), frame.field, readText(read, this.gathered, this.words));
      this.gathered = '';
    }
    this.isDone = this.stack.length === 0;
  }

  onText(raw: string, isLiteral: boolean): void {
    const decoded = isLiteral ? raw : decodeText(raw);
    this.gathered = this.gathered === '' ? decoded : this.gathered + decoded;
  }

  private openRoot(bytes: Buffer, from: number, to: number): void {
    if (this.isDone || !isName(bytes, from, to, this.rootField.wire)) {
      const expected = Buffer.from(this.rootField.wire).toString();
      throw new GarbledReply(`<${bytes.toString('latin1', from, to)}> stands where <${expected}> was expected`);
    }
    this.stack.push({ field: this.rootField, value: this.root });
  }
}

/** undefined: nobody wants it. */
function fieldNamed({ field: { shape } }: Frame, bytes: Buffer, from: number, to: number): Field | undefined {
  if (shape.kind === 'text') throw new UnexpectedReply(`<${bytes.toString('latin1', from, to)}> stands inside a text`);
  if (shape.kind === 'list') return isName(bytes, from, to, shape.item.wire) ? shape.item : undefined;
  for (const field of shape.fields) if (isName(bytes, from, to, field.wire)) return field;
  return undefined;
}

function isName(bytes: Buffer, from: number, to: number, wire: Uint8Array): boolean {
  if (to - from !== wire.length) return false;
  for (let at = 0; at < wire.length; at += 1) if (bytes[from + at] !== wire[at]) return false;
  return true;
}

/** Structs and lists are put where they belong at once and filled there. */
function openFrame(parent: Frame, field: Field): Frame {
  const { kind } = field.shape;
  if (kind === 'text') return { field, value: null };
  const value = kind === 'list' ? [] : {};
  put(parent, field, value);
  return { field, value };
}

function put(parent: Frame | undefined, { member }: Field, read: unknown): void {
  const into = parent?.value;
  if (read === undefined || into === undefined || into === null) return;
  if (Array.isArray(into)) into.push(read);
  else into[member] = read;
}

function readText(shape: TextShape, gathered: string, words: Map<string, string>): unknown {
  const value = gathered.includes('\n') && gathered.trim() === '' ? '' : gathered;
  if (!shape.isWord) return shape.parse(value);
  const known = words.get(value);
  if (known !== undefined) return shape.parse(known);
  if (words.size < MOST_WORDS) words.set(value, value);
  return shape.parse(value);
}
