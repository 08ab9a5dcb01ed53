import type { Permission } from '@openfinops/core';
import { layoutTable } from './columns.ts';
import { cleanText, wrapText } from './text.ts';
import type { View } from './view.ts';

const COLUMNS = [
  { title: 'NAME', align: 'left', priority: 0 },
  { title: 'NEEDED', align: 'left', priority: 0 },
  { title: 'WHY', align: 'left', priority: 0 },
] as const;

/** Names of permissions or sources, and what each is for; on a narrow terminal the reason stands below the name. */
export function renderPermissions(permissions: readonly Permission[], { width, palette }: View): string[] {
  const rows = permissions.map(({ name, optional, why }) => [cleanText(name), optional ? 'no' : 'yes', cleanText(why)].map((text) => ({ text })));
  const table = layoutTable(COLUMNS, rows, Number.POSITIVE_INFINITY, palette.quiet).lines;
  if (table.every((line) => plainLength(line) <= width)) return [...table];
  return permissions.flatMap(({ name, optional, why }) => [
    `${cleanText(name)}${optional ? palette.quiet(' (can do without)') : ''}`,
    ...wrapText(cleanText(why), width, '  '),
  ]);
}

/** Without the escape sequences of colour. */
function plainLength(line: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
  return line.replace(/\u001b\[\d+m/g, '').length;
}
