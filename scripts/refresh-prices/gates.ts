import {
  type BookRow,
  compareDecimals,
  type Decimal,
  divide,
  isDecimal,
  type MachineSpec,
  multiply,
  PRICE_COLUMNS,
  subtract,
} from '@openfinops/core';

/** What a refresh of one region would change, and why it may not. */
export interface GateReport {
  /** Empty: the new table may replace the old one. */
  readonly refusals: readonly string[];
  /** For the reviewer: each price that moved by more than a quarter. */
  readonly jumps: readonly string[];
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly unchanged: number;
}

const LEAST_SHARE_KEPT = '0.95';
const LARGE_CHANGE = '0.25';
const LEAST_SHARE_IDENTICAL = '0.99';
/** What a Windows licence costs for a vCPU and hour, in dollars. */
const LICENCES_PER_VCPU = ['0.046', '0.0046'];
const SAME_PRICE_USD = '0.00005';
/** How far the price of a vCPU may lie from the middle of its series. */
const MOST_OFF_SERIES = '0.2';
const SMALLEST_SERIES = 4;

type SpecOf = (sku: string) => MachineSpec | undefined;

/**
 * Holds a fetched table against the one in use.
 * @param specOf hardware by SKU, undefined where unknown
 * @param accepted SKUs, in lower case, that a reviewer has looked at: they may be odd
 */
export function checkRefresh(
  before: readonly BookRow[],
  after: readonly BookRow[],
  specOf: SpecOf,
  accepted: ReadonlySet<string> = new Set(),
): GateReport {
  const isOpen = ({ sku }: BookRow): boolean => !accepted.has(sku.toLowerCase());
  const old = new Map(before.map((row) => [row.sku.toLowerCase(), row]));
  const pairs = after.flatMap((row) => {
    const was = old.get(row.sku.toLowerCase());
    return was === undefined ? [] : [{ was, row }];
  });
  const unchanged = pairs.filter(({ was, row }) => isSamePrice(onDemand(was), onDemand(row)));
  return {
    refusals: [
      ...countRefusals(before.length, after.length),
      ...after.flatMap(impossiblePrices),
      ...pairs.flatMap(({ was, row }) => (isOpen(row) ? licenceRefusals(was, row, specOf(row.sku)) : [])),
      ...seriesRefusals(before, after, specOf, isOpen),
      ...spellingRefusals(unchanged),
    ],
    jumps: pairs.flatMap(({ was, row }) => jumpsOf(was, row)),
    added: after.length - pairs.length,
    removed: before.length - pairs.length,
    changed: pairs.length - unchanged.length,
    unchanged: unchanged.length,
  };
}

function countRefusals(before: number, after: number): string[] {
  if (after === 0) return ['there is not a single price'];
  if (compareDecimals(`${after}`, multiply(`${before}`, LEAST_SHARE_KEPT)) >= 0) return [];
  return [`only ${after} rows where there were ${before}`];
}

function impossiblePrices(row: BookRow): string[] {
  return PRICE_COLUMNS.flatMap((column) => {
    const price = row.prices[column];
    if (price === undefined || (isDecimal(price) && compareDecimals(price, '0') > 0)) return [];
    return [`${row.sku}: "${price}" for ${column} is no price`];
  });
}

/** A Linux price that rose by exactly a licence is a Windows price. */
function licenceRefusals(was: BookRow, row: BookRow, spec: MachineSpec | undefined): string[] {
  if (spec?.vcpu == null || row.currency !== 'USD') return [];
  const rise = subtract(onDemand(row), onDemand(was));
  const isLicence = LICENCES_PER_VCPU.some((licence) => isWithin(rise, multiply(licence, `${spec.vcpu}`), SAME_PRICE_USD));
  return isLicence ? [`${row.sku}: ${onDemand(was)} became ${onDemand(row)}, which is a Windows licence more`] : [];
}

interface SizedRow {
  readonly row: BookRow;
  readonly perVcpu: Decimal;
}

/** A machine that does not fit into its series, though it did before, or was not there. */
function seriesRefusals(before: readonly BookRow[], after: readonly BookRow[], specOf: SpecOf, isOpen: (row: BookRow) => boolean): string[] {
  const knownOdd = new Set(outliersOf(before, specOf).map(({ row }) => row.sku.toLowerCase()));
  const odd = outliersOf(after, specOf).filter(({ row }) => isOpen(row) && !knownOdd.has(row.sku.toLowerCase()));
  return odd.map(({ row, perVcpu, middle }) => `${row.sku}: ${perVcpu} for a vCPU, where its series costs ${middle}`);
}

interface Outlier extends SizedRow {
  readonly middle: Decimal;
}

/** Machines of one shape (letters and digits other than the size, memory per vCPU) cost about the same for each vCPU. */
function outliersOf(rows: readonly BookRow[], specOf: SpecOf): Outlier[] {
  const series = new Map<string, SizedRow[]>();
  for (const row of rows) {
    const spec = specOf(row.sku);
    if (!spec?.vcpu || spec.memoryGib === null || spec.gpuCount > 0) continue;
    const key = `${shapeOf(row.sku)} ${divide(`${spec.memoryGib}`, `${spec.vcpu}`)}`;
    series.set(key, [...(series.get(key) ?? []), { row, perVcpu: divide(onDemand(row), `${spec.vcpu}`) }]);
  }
  return [...series.values()].filter(({ length }) => length >= SMALLEST_SERIES).flatMap(offTheMiddle);
}

function offTheMiddle(rows: readonly SizedRow[]): Outlier[] {
  const sorted = rows.map(({ perVcpu }) => perVcpu).sort(compareDecimals);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? '0';
  const limit = multiply(middle, MOST_OFF_SERIES);
  return rows.filter(({ perVcpu }) => !isWithin(perVcpu, middle, limit)).map((sized) => ({ ...sized, middle }));
}

/** `m5.2xlarge` → `m5.`, `Standard_D4s_v5` → `standard_d#s_v5`, `n2-standard-4` → `n2-standard-#`. */
function shapeOf(sku: string): string {
  const name = sku.toLowerCase();
  if (name.includes('.')) return name.slice(0, name.indexOf('.') + 1);
  return name.startsWith('standard_') ? name.replace(/^(standard_[a-z]+)\d+/, '$1#') : name.replace(/-\d+g?(?=-|$)/, '-#');
}

/** The same price is written the same way: a table in which every line changes cannot be reviewed. */
function spellingRefusals(unchanged: readonly { readonly was: BookRow; readonly row: BookRow }[]): string[] {
  const identical = unchanged.filter(({ was, row }) => was.sku === row.sku && onDemand(was) === onDemand(row)).length;
  if (compareDecimals(`${identical}`, multiply(`${unchanged.length}`, LEAST_SHARE_IDENTICAL)) >= 0) return [];
  return [`of ${unchanged.length} rows whose price did not change, ${unchanged.length - identical} are written in another way`];
}

function jumpsOf(was: BookRow, row: BookRow): string[] {
  const limit = multiply(onDemand(was), LARGE_CHANGE);
  if (isWithin(onDemand(row), onDemand(was), limit)) return [];
  return [`${row.sku}: ${onDemand(was)} → ${onDemand(row)} ${row.currency}`];
}

function onDemand(row: BookRow): Decimal {
  const price = row.prices['on-demand'] ?? '0';
  return isDecimal(price) ? price : '0';
}

function isSamePrice(a: Decimal, b: Decimal): boolean {
  return compareDecimals(a, b) === 0;
}

function isWithin(value: Decimal, middle: Decimal, distance: Decimal): boolean {
  const off = subtract(value, middle);
  return compareDecimals(off.startsWith('-') ? off.slice(1) : off, distance) <= 0;
}
