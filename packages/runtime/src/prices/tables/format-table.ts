import { type BookRow, PRICE_COLUMNS, type PriceColumn, subtract } from '@openfinops/core';
import type { TableFile } from './manifest.ts';
import { ATTRIBUTE_COLUMNS, type AttributeColumn, FIRST_TIER, KEY_COLUMNS, type KeyColumn } from './table-format.ts';

/** What is said of a file and not of its rows. */
export type TableOrigin = Readonly<Pick<TableFile, 'path' | 'skuPrefix' | 'sources' | 'method'>>;

/** A file as it is written, and what the manifest says of it less its hash. */
export interface FormattedTable {
  readonly text: string;
  readonly file: Omit<TableFile, 'sha256'>;
}

/** Hours of a month, by convention of all three clouds' price lists. */
export const MONTH_HOURS = 730;

/**
 * A price table: a column where rows differ, the manifest where they agree, sorted by key. Reading the result gives the same rows.
 * @throws RangeError on two rows of one key, on a SKU without the prefix, and on columns whose basis or date differs from row to row
 */
export function formatPrices(rows: readonly BookRow[], origin: TableOrigin): FormattedTable {
  const keyOf = createKeyTexts(origin.skuPrefix ?? '');
  const keyColumns = KEY_COLUMNS.filter((column) => column === 'sku' || differs(rows, (row) => keyOf(row, column)));
  const priceColumns = PRICE_COLUMNS.filter((column) => rows.some(({ prices }) => prices[column] !== undefined));
  const asOf = mostCommon(rows.map((row) => row.asOf));
  const basis = mostCommon(rows.map((row) => row.basis));
  const tails = [
    { column: 'as-of', of: (row: BookRow) => (row.asOf === asOf ? '' : row.asOf) },
    { column: 'basis', of: (row: BookRow) => (row.basis === basis ? '' : row.basis) },
    { column: 'note', of: (row: BookRow) => (row.tierNotApplied === true ? FIRST_TIER : '') },
  ].filter(({ of }) => rows.some((row) => of(row) !== ''));

  const lines = rows.map((row) => {
    const sortKey = keyColumns.map((column) => keyOf(row, column)).join();
    const prices = priceColumns.map((column) => plain(row.prices[column]));
    return { sortKey, text: [sortKey, ...prices, ...tails.map(({ of }) => of(row))].join() };
  });
  lines.sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
  const columns = [...keyColumns, ...priceColumns, ...tails.map(({ column }) => column)];
  refuseRepeats(lines, origin.path);
  for (const { text } of lines) if (/["\r\n]/.test(text) || text.split(',').length !== columns.length) throw new RangeError(`${text} needs quotes`);
  return {
    text: `${[columns.join(), ...lines.map(({ text }) => text)].join('\n')}\n`,
    file: {
      path: origin.path,
      kind: 'prices',
      ...sharedKeys(rows, keyColumns, keyOf),
      ...(rows.some(({ unit }) => unit.endsWith('-month')) ? { monthHours: MONTH_HOURS } : {}),
      asOf,
      ...(differs(rows, (row) => row.asOf) ? { asOfRange: rangeOf(rows.map((row) => row.asOf)) } : {}),
      ...(basis === 'list' ? {} : { basis }),
      ...(origin.skuPrefix === undefined ? {} : { skuPrefix: origin.skuPrefix }),
      ...perColumn('columnBasis', rows, (row, column) => row.bases?.[column]),
      ...perColumn('columnAsOf', rows, (row, column) => row.dates?.[column]),
      sources: origin.sources,
      method: origin.method,
      rows: rows.length,
    },
  };
}

type KeyTexts = (row: BookRow, column: KeyColumn) => string;

function createKeyTexts(skuPrefix: string): KeyTexts {
  return (row, column) => {
    if (column === 'sku') {
      if (!row.sku.startsWith(skuPrefix)) throw new RangeError(`${row.sku} does not begin with ${skuPrefix}`);
      return row.sku.slice(skuPrefix.length);
    }
    if (column === 'zone') return row.zone ?? '';
    return isAttribute(column) ? (row.attributes[column] ?? '') : row[column];
  };
}

function isAttribute(column: KeyColumn): column is AttributeColumn {
  return (ATTRIBUTE_COLUMNS as readonly string[]).includes(column);
}

/** Keys that all rows share, as the manifest says them; services are counted where they differ. */
function sharedKeys(rows: readonly BookRow[], keyColumns: readonly KeyColumn[], keyOf: KeyTexts): Partial<TableFile> {
  const [first] = rows;
  const shared: Record<string, unknown> = {};
  const attributes: Record<string, string> = {};
  for (const column of KEY_COLUMNS) {
    const text = first === undefined || keyColumns.includes(column) ? '' : keyOf(first, column);
    if (text !== '' && isAttribute(column)) attributes[column] = text;
    else if (text !== '') shared[column] = text;
  }
  if (shared.service === undefined) shared.services = Object.fromEntries([...countBy(rows.map(({ service }) => service))].sort());
  return { ...shared, ...(Object.keys(attributes).length === 0 ? {} : { attributes }) };
}

function differs<Item>(items: readonly Item[], of: (item: Item) => string): boolean {
  const [first] = items;
  return first !== undefined && items.some((item) => of(item) !== of(first));
}

function mostCommon<Text extends string>(texts: readonly Text[]): Text {
  const [most] = [...countBy(texts)].sort(([, a], [, b]) => b - a);
  if (most === undefined) throw new RangeError('a table has at least one row');
  return most[0];
}

function countBy<Text extends string>(texts: readonly Text[]): Map<Text, number> {
  const counts = new Map<Text, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function rangeOf(dates: readonly string[]): [string, string] {
  const sorted = [...dates].sort();
  return [sorted[0] ?? '', sorted.at(-1) ?? ''];
}

/** The shortest way to write a price. */
function plain(price = ''): string {
  return price === '' || /^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/.test(price) ? price : subtract(price, '0');
}

function refuseRepeats(lines: readonly { readonly sortKey: string }[], path: string): void {
  for (const [index, { sortKey }] of lines.entries()) {
    if (lines[index + 1]?.sortKey === sortKey) throw new RangeError(`${path} would hold two rows for ${sortKey}`);
  }
}

function perColumn<Name extends 'columnBasis' | 'columnAsOf'>(
  name: Name,
  rows: readonly BookRow[],
  of: (row: BookRow, column: PriceColumn) => string | undefined,
): Partial<Pick<TableFile, Name>> {
  const values = new Map<PriceColumn, string | undefined>();
  for (const row of rows) {
    for (const column of Object.keys(row.prices) as PriceColumn[]) {
      if (values.has(column) && values.get(column) !== of(row, column)) throw new RangeError(`${name} of ${column} differs from row to row`);
      values.set(column, of(row, column));
    }
  }
  const entries = PRICE_COLUMNS.flatMap((column) => (values.get(column) === undefined ? [] : [[column, values.get(column)] as const]));
  return entries.length === 0 ? {} : ({ [name]: Object.fromEntries(entries) } as Partial<Pick<TableFile, Name>>);
}
