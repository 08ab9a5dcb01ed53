import { type BookRow, type MeterName, PRICE_COLUMNS, type PriceAttributes, type PriceColumn, ROW_BASES, type RowBasis } from '@openfinops/core';
import { parseCsv, type TableFault } from './csv.ts';
import type { TableFile } from './manifest.ts';
import { ATTRIBUTE_COLUMNS, FIRST_TIER, isCurrency, isIsoDate, isMeter, isPrice, isUnitOf, KEY_COLUMNS, TAIL_COLUMNS } from './table-format.ts';

export interface ReadPrices {
  readonly rows: readonly BookRow[];
  readonly faults: readonly TableFault[];
}

/**
 * Rows of a price table, in any order of rows and columns. A row that says something impossible is a fault and no row; two rows about one thing
 * at two prices are both refused; a spot price above on-demand is left out.
 * @throws RangeError when the header has a column that this version does not know, or lacks one that the manifest does not stand in for
 */
export function readPrices(text: string, file: TableFile): ReadPrices {
  const { columns, lines, faults: cuts } = parseCsv(text);
  const readRow = createRowReader(columns, file);
  const keyOf = createKeyOf(columns);
  const faults = [...cuts];
  const seen = new Map<string, { readonly fields: readonly string[]; row: BookRow | null }>();
  for (const { number, fields } of lines) {
    const row = readRow(fields, (what) => faults.push({ line: number, what }));
    if (row === null) continue;
    const key = keyOf(fields);
    const known = seen.get(key);
    if (known === undefined) seen.set(key, { fields, row });
    else if (known.fields.join() === fields.join()) faults.push({ line: number, what: `repeats ${key}` });
    else {
      known.row = null;
      faults.push({ line: number, what: `has another price for ${key}: neither is used` });
    }
  }
  const rows: BookRow[] = [];
  for (const { row } of seen.values()) if (row !== null) rows.push(row);
  return { rows, faults };
}

/** Most tables have one key column, the SKU. */
function createKeyOf(columns: readonly string[]): (fields: readonly string[]) => string {
  const indexes = KEY_COLUMNS.map((column) => columns.indexOf(column)).filter((index) => index >= 0);
  const [only = 0] = indexes;
  return indexes.length === 1 ? (fields) => fields[only] ?? '' : (fields) => indexes.map((index) => fields[index]).join();
}

type Report = (what: string) => void;
type RowReader = (fields: readonly string[], report: Report) => BookRow | null;

function createRowReader(columns: readonly string[], file: TableFile): RowReader {
  refuseUnknown(columns);
  const at = (column: string) => columns.indexOf(column);
  const fieldOr = (column: string, fixed: string | undefined) => {
    const index = at(column);
    if (index < 0 && fixed === undefined) throw new RangeError(`neither the header nor the manifest names a ${column}`);
    return (fields: readonly string[]) => (index < 0 ? (fixed ?? '') : fields[index] || (fixed ?? ''));
  };
  const priceAt = PRICE_COLUMNS.flatMap((column) => (at(column) < 0 ? [] : [{ column, index: at(column) }]));
  const read = {
    service: fieldOr('service', file.service),
    region: fieldOr('region', file.region),
    zone: fieldOr('zone', ''),
    sku: fieldOr('sku', undefined),
    meter: fieldOr('meter', file.meter),
    unit: fieldOr('unit', file.unit),
    currency: fieldOr('currency', file.currency),
    asOf: fieldOr('as-of', file.asOf),
    basis: fieldOr('basis', file.basis ?? 'list'),
    note: fieldOr('note', ''),
  };
  const readAttributes = createAttributeReader(columns, file);
  const shared = sharedFields(file);
  const findWrong = createWordCheck();

  return (fields, report) => {
    const prices = readPriceFields(fields, priceAt, report);
    if (prices === null) return null;
    const sku = read.sku(fields);
    const row = {
      service: read.service(fields),
      region: read.region(fields),
      sku: file.skuPrefix === undefined ? sku : file.skuPrefix + sku,
      meter: read.meter(fields) as MeterName,
      unit: read.unit(fields),
      currency: read.currency(fields),
      attributes: readAttributes(fields),
      prices,
      ...shared,
      basis: read.basis(fields) as RowBasis,
      asOf: read.asOf(fields),
      fromMs: 0,
      id: null,
    };
    const note = read.note(fields);
    const wrong = isName(sku) ? findWrong(row, note) : `has the sku "${sku}"`;
    if (wrong !== null) {
      report(wrong);
      return null;
    }
    const zone = read.zone(fields);
    if (zone === '' && note === '') return row;
    return { ...row, ...(zone === '' ? {} : { zone }), ...(note === FIRST_TIER ? { tierNotApplied: true } : {}) };
  };
}

function isName(sku: string): boolean {
  return sku !== '' && sku === sku.trim();
}

function refuseUnknown(columns: readonly string[]): void {
  const known: readonly string[] = [...KEY_COLUMNS, ...PRICE_COLUMNS, ...TAIL_COLUMNS];
  for (const [index, column] of columns.entries()) {
    if (!known.includes(column)) throw new RangeError(`column "${column}" is unknown`);
    if (columns.indexOf(column) !== index) throw new RangeError(`column "${column}" is there twice`);
  }
}

/** One object for all rows that share their attributes. */
function createAttributeReader(columns: readonly string[], file: TableFile): (fields: readonly string[]) => PriceAttributes {
  const fixed = file.attributes ?? {};
  const own = ATTRIBUTE_COLUMNS.flatMap((column) => (columns.includes(column) ? [{ column, index: columns.indexOf(column) }] : []));
  if (own.length === 0) return () => fixed;
  const known = new Map<string, PriceAttributes>();
  return (fields) => {
    const key = own.map(({ index }) => fields[index]).join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const said = own.flatMap(({ column, index }) => (fields[index] ? [[column, fields[index]] as const] : []));
    const attributes = { ...fixed, ...Object.fromEntries(said) };
    known.set(key, attributes);
    return attributes;
  };
}

function sharedFields(file: TableFile): Pick<BookRow, 'bases' | 'dates'> {
  return {
    ...(file.columnBasis === undefined ? {} : { bases: file.columnBasis as NonNullable<BookRow['bases']> }),
    ...(file.columnAsOf === undefined ? {} : { dates: file.columnAsOf as NonNullable<BookRow['dates']> }),
  };
}

/** null: the row cannot be used, and why was reported. */
function readPriceFields(
  fields: readonly string[],
  priceAt: readonly { readonly column: PriceColumn; readonly index: number }[],
  report: Report,
): BookRow['prices'] | null {
  const prices: Partial<Record<PriceColumn, string>> = {};
  let count = 0;
  for (const { column, index } of priceAt) {
    const text = fields[index];
    if (!text) continue;
    if (!isPrice(text)) {
      report(`has "${text}" for ${column}, which is no price above 0`);
      return null;
    }
    prices[column] = text;
    count += 1;
  }
  if (count === 0) {
    report('has no price');
    return null;
  }
  if (Number(prices.spot) > Number(prices['on-demand'])) {
    report(`has a spot price above on-demand (${prices.spot} above ${prices['on-demand']}): it is not used`);
    delete prices.spot;
  }
  return prices;
}

const BASES: ReadonlySet<string> = new Set(ROW_BASES);

/** Rows of one table say the same words again and again: each group of them is looked at once. */
function createWordCheck(): (row: BookRow, note: string) => string | null {
  let sound: { readonly row: BookRow; readonly note: string } | undefined;
  return (row, note) => {
    if (sound !== undefined && note === sound.note && hasSameWords(row, sound.row)) return null;
    const wrong = whatIsWrong(row, note);
    if (wrong === null) sound = { row, note };
    return wrong;
  };
}

function hasSameWords(a: BookRow, b: BookRow): boolean {
  if (a.service !== b.service || a.region !== b.region || a.meter !== b.meter) return false;
  return a.unit === b.unit && a.currency === b.currency && a.asOf === b.asOf && a.basis === b.basis;
}

function whatIsWrong(row: BookRow, note: string): string | null {
  if (row.service === '' || row.region === '') return 'names no service or no region';
  if (!isMeter(row.meter)) return `has the meter "${row.meter}", which is unknown`;
  if (!isUnitOf(row.meter, row.unit)) return `has the unit "${row.unit}", which ${row.meter} has not`;
  if (!isCurrency(row.currency)) return `has the currency "${row.currency}"`;
  if (!isIsoDate(row.asOf)) return `has the date "${row.asOf}"`;
  if (!BASES.has(row.basis)) return `has the basis "${row.basis}", which is unknown`;
  if (note !== '' && note !== FIRST_TIER) return `has the note "${note}", which is unknown`;
  return null;
}
