import { inspect } from 'node:util';

/** What stands in for a secret wherever it would be printed. */
export const SECRET_MARK = '***set***';

/** Shorter values would blot out ordinary words. */
const SHORTEST_SCRUBBED = 6;
/** The newest secrets of this process, so that no text that quotes one is ever written. */
const known: string[] = [];
const MAX_KNOWN = 100;

/** A value that cannot be printed by accident: text, JSON, inspection and concatenation all give `***set***`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    remember(value);
  }

  /** The value itself; for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SECRET_MARK;
  }

  toJSON(): string {
    return SECRET_MARK;
  }

  [inspect.custom](): string {
    return SECRET_MARK;
  }
}

/** The text without the value of any secret of this process, without userinfo in addresses, and without bearer tokens. */
export function scrubSecrets(text: string): string {
  let scrubbed = text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"]*@/gi, `$1${SECRET_MARK}@`)
    .replace(/\bBearer\s+[^\s",]+/gi, `Bearer ${SECRET_MARK}`);
  for (const value of known) {
    if (scrubbed.includes(value)) scrubbed = scrubbed.replaceAll(value, SECRET_MARK);
  }
  return scrubbed;
}

function remember(value: string): void {
  if (value.length < SHORTEST_SCRUBBED || known.includes(value)) return;
  known.push(value);
  if (known.length > MAX_KNOWN) known.shift();
}
