import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Fact = Readonly<Record<string, string>>;

/** Reads one CSV of facts: a header, no quotes except around whole fields. Throws if a line has too few fields. */
export function readFacts(dir: string, name: string): Fact[] {
  const [header = '', ...lines] = readFileSync(join(dir, name), 'utf8').trimEnd().split('\n');
  const columns = splitLine(header);
  return lines.map((line) => {
    const fields = splitLine(line);
    if (fields.length !== columns.length) throw new RangeError(`${name}: ${line}`);
    return Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']));
  });
}

/** The same numbers in the same order for the same seed, 0 inclusive to 1 exclusive (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many different items, drawn without putting any back. Throws RangeError if there are fewer. */
export function drawFrom<T>(items: readonly T[], count: number, random: () => number): T[] {
  if (items.length < count) throw new RangeError(`${items.length} facts where ${count} are to be drawn`);
  const left = [...items];
  const drawn: T[] = [];
  while (drawn.length < count) {
    const index = Math.floor(random() * left.length);
    const item = left[index] as T;
    left[index] = left.at(-1) as T;
    left.pop();
    drawn.push(item);
  }
  return drawn;
}

export function fieldOf(fact: Fact, column: string): string {
  const value = fact[column];
  if (value === undefined) throw new RangeError(`there is no column ${column}`);
  return value;
}

function splitLine(line: string): string[] {
  return [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map(([, field = '']) => field.replace(/^"|"$/g, '')).slice(0, countFields(line));
}

function countFields(line: string): number {
  return line.replace(/"[^"]*"/g, '').split(',').length;
}
