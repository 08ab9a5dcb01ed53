import type * as Yaml from 'yaml';

/** Where things stand in a YAML document, as offsets into its text. `yaml` is passed in because it is loaded only when there is a file. */

/** The offset of the key (or list entry) that a path leads to, as far as the file goes along. */
export function offsetOf(yaml: typeof Yaml, document: Yaml.Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const step of path) {
    if (yaml.isAlias(node)) node = node.resolve(document);
    const found = stepInto(yaml, node, step);
    if (found === undefined) return offset;
    node = found.value;
    offset = found.offset ?? offset;
  }
  return offset;
}

function stepInto(yaml: typeof Yaml, node: unknown, step: PropertyKey): { value: unknown; offset: number | undefined } | undefined {
  if (yaml.isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? undefined : { value, offset: yaml.isNode(value) ? value.range?.[0] : undefined };
  }
  if (!yaml.isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => nameOf(yaml, key) === String(step));
  if (pair === undefined) return undefined;
  return { value: pair.value, offset: yaml.isNode(pair.key) ? pair.key.range?.[0] : undefined };
}

/** A key that its map has already. */
export interface DuplicateKey {
  readonly name: string;
  readonly offset: number;
  readonly firstOffset: number;
}

export function duplicateKeys(yaml: typeof Yaml, document: Yaml.Document.Parsed): DuplicateKey[] {
  const duplicates: DuplicateKey[] = [];
  yaml.visit(document, {
    Map(_, map) {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        const name = nameOf(yaml, key);
        const offset = (yaml.isNode(key) ? key.range?.[0] : undefined) ?? 0;
        const firstOffset = seen.get(name);
        if (firstOffset === undefined) seen.set(name, offset);
        else duplicates.push({ name, offset, firstOffset });
      }
    },
  });
  return duplicates;
}

export function firstAlias(yaml: typeof Yaml, document: Yaml.Document.Parsed): number {
  return findAlias(yaml, document, () => true) ?? 0;
}

/** An alias inside the very node that it names: a tree without end. undefined: there is none. */
export function selfAlias(yaml: typeof Yaml, document: Yaml.Document.Parsed): number | undefined {
  return findAlias(yaml, document, (alias, above) => above.some((node) => yaml.isCollection(node) && node.anchor === alias.source));
}

function findAlias(
  yaml: typeof Yaml,
  document: Yaml.Document.Parsed,
  isMeant: (alias: Yaml.Alias, above: readonly unknown[]) => boolean,
): number | undefined {
  let offset: number | undefined;
  yaml.visit(document, {
    Alias(_, alias, above) {
      if (!isMeant(alias, above)) return undefined;
      offset = alias.range?.[0] ?? 0;
      return yaml.visit.BREAK;
    },
  });
  return offset;
}

/** A key as the tree has it: text. */
function nameOf(yaml: typeof Yaml, key: unknown): string {
  return String(yaml.isScalar(key) ? (key.value ?? '') : key);
}
