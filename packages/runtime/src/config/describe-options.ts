import type * as z from 'zod';
import { envOf, flagOf } from './option-path.ts';
import { definitionOf, elementOf, fieldsOf, unwrap } from './schema-walk.ts';

export type OptionKind = 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'map' | 'maps';

/** One setting, as flag, variable and key of the file. */
export interface OptionDescription {
  /** `interval`, `onprem.root`, `prices.overrides[].match.sku`. */
  readonly path: string;
  /** `onprem`; null: shared by all. */
  readonly section: string | null;
  readonly kind: OptionKind;
  /** For people: `whole number 1..86400`. */
  readonly type: string;
  /** Of kind `choice`. */
  readonly choices: readonly string[];
  /** null: the file alone. A secret is never a flag. */
  readonly flag: string | null;
  readonly env: string | null;
  /** Read when `env` is not set. */
  readonly envAlias: string | null;
  /** What stands for the value in help. */
  readonly placeholder: string;
  readonly isRequired: boolean;
  /** undefined: there is none, or it depends on the machine. */
  readonly default: unknown;
  /** For people: the default, or how it is found; `''`: there is none. */
  readonly defaultText: string;
  readonly description: string;
  readonly secret: boolean;
  /** In no help and no docs. */
  readonly hidden: boolean;
  readonly examples: readonly unknown[];
}

/** All settings of a configuration schema, in its order: flags, help, tables and the starter file are made of them. */
export function describeOptions(schema: z.core.$ZodType): OptionDescription[] {
  const described: OptionDescription[] = [];
  for (const [name, field] of fieldsOf(schema) ?? []) {
    const inside = fieldsOf(field);
    if (inside === undefined) described.push(...describeField(field, { path: name, name, section: null, isLeaf: true }));
    for (const [inner, setting] of inside ?? []) {
      described.push(...describeField(setting, { path: `${name}.${inner}`, name: inner, section: name, isLeaf: true }));
    }
  }
  return described;
}

interface Place {
  readonly path: string;
  readonly name: string;
  readonly section: string | null;
  /** At the level where scalars have flags and variables. */
  readonly isLeaf: boolean;
}

function* describeField(field: z.core.$ZodType, place: Place): Generator<OptionDescription> {
  const { schema, isOptional, default: fallback, meta } = unwrap(field);
  const kind = kindOf(schema);
  const isSimple = place.isLeaf && kind !== 'map' && kind !== 'maps';
  yield {
    path: place.path,
    section: place.section,
    kind,
    type: kind === 'text' ? (meta.placeholder ?? typeOf(schema, kind)) : typeOf(schema, kind),
    choices: kind === 'choice' ? choicesOf(schema) : [],
    flag: isSimple && !meta.secret ? flagOf(place.name) : null,
    env: isSimple ? envOf(place.path) : null,
    envAlias: meta.envAlias ?? null,
    placeholder: meta.placeholder ?? PLACEHOLDERS[kind],
    isRequired: !isOptional,
    default: meta.defaultText === undefined ? fallback : undefined,
    defaultText: meta.defaultText ?? (fallback === undefined ? '' : showDefault(fallback)),
    description: meta.description ?? '',
    secret: meta.secret ?? false,
    hidden: meta.hidden ?? false,
    examples: meta.examples ?? [],
  };
  const list = elementOf(field);
  const inside = list === undefined ? { fields: fieldsOf(field), prefix: place.path } : { fields: fieldsOf(list), prefix: `${place.path}[]` };
  for (const [name, inner] of inside.fields ?? []) {
    yield* describeField(inner, { path: `${inside.prefix}.${name}`, name, section: place.section, isLeaf: false });
  }
}

const PLACEHOLDERS: Readonly<Record<OptionKind, string>> = {
  text: 'TEXT',
  number: 'N',
  boolean: '',
  choice: 'CHOICE',
  list: 'A,B',
  map: '',
  maps: '',
};

function kindOf(schema: z.core.$ZodType): OptionKind {
  const { type } = definitionOf(schema);
  if (type === 'number' || type === 'boolean') return type;
  if (type === 'enum' || type === 'literal') return 'choice';
  if (type === 'object' || type === 'record') return 'map';
  const element = elementOf(schema);
  if (element !== undefined) return fieldsOf(element) === undefined ? 'list' : 'maps';
  return fieldsOf(schema) === undefined ? 'text' : 'map';
}

function typeOf(schema: z.core.$ZodType, kind: OptionKind): string {
  if (kind === 'choice') return choicesOf(schema).join(' | ');
  if (kind === 'boolean') return 'true | false';
  if (kind === 'number') return numberType(schema as z.ZodNumber);
  if (kind === 'maps') return 'list of maps';
  if (kind === 'list') return `list of ${typeOf(unwrap(elementOf(schema) ?? schema).schema, 'text')}`;
  const { type, options = [] } = definitionOf(schema);
  const isNumeric = type === 'union' && options.some((option) => kindOf(unwrap(option).schema) === 'number');
  return isNumeric ? 'decimal' : kind;
}

function numberType({ isInt, minValue, maxValue }: z.ZodNumber): string {
  const noun = isInt ? 'whole number' : 'number';
  const from = bound(minValue);
  const to = bound(maxValue);
  if (from === '' && to === '') return noun;
  if (to === '') return `${noun} from ${from}`;
  return from === '' ? `${noun} up to ${to}` : `${noun} ${from}..${to}`;
}

/** What a double can hold is no limit of ours. */
function bound(limit: number | null): string {
  return limit === null || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? '' : String(limit);
}

function choicesOf(schema: z.core.$ZodType): string[] {
  return [...(schema._zod.values ?? [])].map(String);
}

function showDefault(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
