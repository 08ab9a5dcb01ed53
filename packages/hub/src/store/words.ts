import type { TenantId } from '@openfinops/core';
import type { Database } from './database.ts';

/** What is said often and written once: a row keeps the number. `terms`: all that a line is charged by. */
export type WordKind = 'scope' | 'meter' | 'agent' | 'metric' | 'terms';

export interface Words {
  /** The number of a text, made when it is new. Inside a write transaction only. */
  numberOf(tenant: TenantId, kind: WordKind, text: string): number;
  /**
   * The number of what `value` says as JSON. Values that share their `part` are mostly the same one: it is written out and looked up once for all
   * that are equal field by field. Inside a write transaction only.
   */
  numberOfValue<Value extends object>(tenant: TenantId, kind: WordKind, value: Value, part: object): number;
  /** The text of a number that some row holds. */
  textOf(no: number): string;
  /** What the JSON under a number says, parsed once; never to be changed. */
  valueOf(no: number): unknown;
  /** Forgets what is in memory, which a rollback may have made untrue. */
  forget(): void;
}

/** Most texts held in memory, in each direction; beyond it that one starts anew. */
const MAX_CACHED = 100_000;

export function createWords(db: Database): Words {
  const numbers = new Map<string, number>();
  const texts = new Map<number, string>();
  const values = new Map<number, unknown>();
  let recent = new WeakMap<object, { readonly tenant: TenantId; readonly kind: WordKind; readonly value: object; readonly no: number }>();
  const find = db.query<[number]>('SELECT no FROM words WHERE tenant = ? AND kind = ? AND text = ?');
  const insert = db.query<[number]>('INSERT INTO words (tenant, kind, text) VALUES (?, ?, ?) RETURNING no');
  const read = db.query<[string]>('SELECT text FROM words WHERE no = ?');

  const look = (tenant: TenantId, kind: WordKind, text: string): number => {
    const row = find.get(tenant, kind, text) ?? insert.get(tenant, kind, text);
    if (row === undefined) throw new RangeError(`the ${kind} "${text}" got no number`);
    return row[0];
  };
  const textOf = (no: number): string => {
    const cached = texts.get(no);
    if (cached !== undefined) return cached;
    if (texts.size >= MAX_CACHED) texts.clear();
    const text = read.get(no)?.[0];
    if (text === undefined) throw new RangeError(`no text has the number ${no}`);
    texts.set(no, text);
    return text;
  };
  const numberOf = (tenant: TenantId, kind: WordKind, text: string): number => {
    const key = `${tenant} ${kind} ${text}`;
    const cached = numbers.get(key);
    if (cached !== undefined) return cached;
    if (numbers.size >= MAX_CACHED) numbers.clear();
    const no = look(tenant, kind, text);
    numbers.set(key, no);
    return no;
  };
  return {
    numberOf,
    numberOfValue(tenant, kind, value, part) {
      const last = recent.get(part);
      if (last?.tenant === tenant && last.kind === kind && isSameFields(last.value, value)) return last.no;
      const no = numberOf(tenant, kind, JSON.stringify(value));
      recent.set(part, { tenant, kind, value, no });
      return no;
    },
    textOf,
    valueOf(no) {
      const cached = values.get(no);
      if (cached !== undefined) return cached;
      if (values.size >= MAX_CACHED) values.clear();
      const value = JSON.parse(textOf(no)) as unknown;
      values.set(no, value);
      return value;
    },
    forget() {
      numbers.clear();
      texts.clear();
      values.clear();
      recent = new WeakMap();
    },
  };
}

/** By identity. */
function isSameFields<Value extends object>(a: object, b: Value): boolean {
  for (const name in b) if ((a as Value)[name] !== b[name]) return false;
  return true;
}
