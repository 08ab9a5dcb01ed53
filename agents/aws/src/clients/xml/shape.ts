/** What a reply holds that is wanted; whatever no shape names is never decoded. */
export type Shape = TextShape | StructShape | ListShape;

export interface TextShape {
  readonly kind: 'text';
  /** Its values come again and again (a state, a type): equal ones are kept once. */
  readonly isWord: boolean;
  /** undefined: it cannot be read, and is left out. */
  parse(text: string): string | number | boolean | Date | undefined;
}

export interface StructShape {
  readonly kind: 'struct';
  readonly fields: readonly Field[];
  /** The same by the length of their names, which tells most apart. */
  readonly byLength: readonly (readonly Field[] | undefined)[];
}

/** `<item>`s of one shape. */
export interface ListShape {
  readonly kind: 'list';
  readonly item: Field;
}

/** A wanted child. */
export interface Field {
  /** As the SDK calls it; of a list's items ''. */
  readonly member: string;
  /** Its name on the wire, as bytes. */
  readonly wire: Uint8Array;
  readonly shape: Shape;
}

/** An SDK member and what is wanted of it; the wire spells it with a small first letter unless `named` says otherwise. */
export type Members = Readonly<Record<string, Shape | Named>>;

export interface Named {
  readonly wire: string;
  readonly shape: Shape;
}

export function struct(members: Members): StructShape {
  const fields = Object.entries(members).map(([member, wanted]): Field => {
    const wire = 'kind' in wanted ? member.charAt(0).toLowerCase() + member.slice(1) : wanted.wire;
    return { member, wire: Buffer.from(wire), shape: 'kind' in wanted ? wanted : wanted.shape };
  });
  return { kind: 'struct', fields, byLength: groupByLength(fields) };
}

function groupByLength(fields: readonly Field[]): Field[][] {
  const longest = Math.max(0, ...fields.map(({ wire }) => wire.length));
  return Array.from({ length: longest + 1 }, (_, length) => fields.filter(({ wire }) => wire.length === length));
}

export function listOf(shape: Shape): ListShape {
  return { kind: 'list', item: { member: '', wire: Buffer.from('item'), shape } };
}

/** A member whose name on the wire does not follow from its own. */
export function named(wire: string, shape: Shape): Named {
  return { wire, shape };
}

export const text: TextShape = { kind: 'text', isWord: false, parse: (value) => value };
export const word: TextShape = { kind: 'text', isWord: true, parse: (value) => value };
export const flag: TextShape = { kind: 'text', isWord: true, parse: (value) => value.toLowerCase() === 'true' };

export const number: TextShape = {
  kind: 'text',
  isWord: false,
  parse(value) {
    const parsed = Number(value);
    return value.trim() === '' || !Number.isFinite(parsed) ? undefined : parsed;
  },
};

export const instant: TextShape = {
  kind: 'text',
  isWord: false,
  parse(value) {
    const date = new Date(value);
    return !/^\d{4}-/.test(value) || Number.isNaN(date.getTime()) ? undefined : date;
  },
};
