import * as z from 'zod';

/** What a schema says of a setting beside its type, with `.describe()` and `.meta()`. */
export interface SettingMeta {
  readonly description?: string;
  /** Never printed, never a flag. */
  readonly secret?: boolean;
  /** What stands for the value in help: `FILE`. */
  readonly placeholder?: string;
  /** Accepted beside the variable that the path gives. */
  readonly envAlias?: string;
  /** How to say a default that depends on the machine. */
  readonly defaultText?: string;
  readonly examples?: readonly unknown[];
  /** For our own scripts: in force like others, in no help and no docs. */
  readonly hidden?: boolean;
}

/** A schema without its wrappers (optional, default, transform, …). */
export interface Unwrapped {
  readonly schema: z.core.$ZodType;
  readonly isOptional: boolean;
  /** undefined: there is none. */
  readonly default: unknown;
  readonly meta: SettingMeta;
}

/** The parts of zod's definitions that are read here. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly defaultValue?: unknown;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly options?: readonly z.core.$ZodType[];
  readonly element?: z.core.$ZodType;
}

export function definitionOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as Definition;
}

export function unwrap(wrapped: z.core.$ZodType): Unwrapped {
  let schema = wrapped;
  let meta: SettingMeta = {};
  let isOptional = false;
  let fallback: unknown;
  for (;;) {
    meta = { ...(z.globalRegistry.get(schema) as SettingMeta | undefined), ...meta };
    const { type, innerType, in: input, defaultValue } = definitionOf(schema);
    if (type === 'optional' || type === 'default' || type === 'prefault') isOptional = true;
    if (isOptional && !isSectionFill(defaultValue)) fallback ??= defaultValue;
    const inner = type === 'pipe' ? input : innerType;
    if (inner === undefined) return { schema, isOptional, default: fallback, meta };
    schema = inner;
  }
}

/** A section filled from `{}` has the defaults of its settings, none of its own. */
function isSectionFill(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The settings inside a map, by name; of a choice between maps, those of all. undefined: it is no map. */
export function fieldsOf(wrapped: z.core.$ZodType): ReadonlyMap<string, z.core.$ZodType> | undefined {
  const { schema } = unwrap(wrapped);
  const { type, shape = {}, options = [] } = definitionOf(schema);
  if (type === 'object') return new Map(Object.entries(shape));
  if (type !== 'union') return undefined;
  const fields = new Map<string, z.core.$ZodType>();
  for (const option of options) {
    for (const [name, field] of fieldsOf(option) ?? []) fields.set(name, fields.get(name) ?? field);
  }
  return fields.size === 0 ? undefined : fields;
}

/** What a list is made of. undefined: it is no list. */
export function elementOf(wrapped: z.core.$ZodType): z.core.$ZodType | undefined {
  const { type, element } = definitionOf(unwrap(wrapped).schema);
  return type === 'array' ? element : undefined;
}

/** The schema at a path of names and indexes, or undefined. */
export function schemaAt(root: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = root;
  for (const step of path) {
    if (schema === undefined) return undefined;
    schema = typeof step === 'number' ? elementOf(schema) : fieldsOf(schema)?.get(String(step));
  }
  return schema;
}
