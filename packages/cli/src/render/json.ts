import type { WireDocument } from '@openfinops/core';

/**
 * A document as JSON text in pieces: a line per field, and per item of a list, so that it can be read, compared and searched by line and is never
 * one text in memory.
 */
export function* renderJson(document: WireDocument): Generator<string> {
  yield '{';
  const fields = Object.entries(document);
  for (const [index, [name, value]] of fields.entries()) {
    const end = index === fields.length - 1 ? '' : ',';
    if (Array.isArray(value) && value.length > 0) yield* renderList(name, value, end);
    else yield `  ${JSON.stringify(name)}: ${JSON.stringify(value)}${end}`;
  }
  yield '}';
}

function* renderList(name: string, items: readonly unknown[], end: string): Generator<string> {
  yield `  ${JSON.stringify(name)}: [`;
  for (const [index, item] of items.entries()) yield `    ${JSON.stringify(item)}${index === items.length - 1 ? '' : ','}`;
  yield `  ]${end}`;
}
