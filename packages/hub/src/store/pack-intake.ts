import type { Charge, ChargeLine, Indexed, Intake, Span } from '@openfinops/core';

/**
 * An intake on its way to the writing thread. Texts are copied whole, while an object would be copied field by field; charges, of which there are
 * thousands, go as rows without the names of their fields, and what a line is charged by goes once for all lines that share it.
 */
export interface PackedIntake {
  /** The body as it came. */
  readonly json: string;
  /** Everything else. */
  readonly content: string;
}

type Terms = Pick<ChargeLine, 'sku' | 'purchase' | 'unit' | 'unitMs' | 'price'>;
type LineRow = [ChargeLine['fromMs'], ChargeLine['toMs'], number, string, ChargeLine['evidence'], boolean, string, string | null, string | null];
type ChargeRow = [
  ...[index: number, id: string, scope: string, resourceId: string, meter: Charge['meter'], hourStartMs: number, observedMs: number],
  ...[complete: boolean, currency: string, listCost: string | null, effectiveCost: string | null, knownCost: string],
  ...[unknown: readonly Span[], lines: readonly LineRow[]],
];
interface Content extends Omit<Intake, 'json' | 'charges'> {
  readonly rows: readonly ChargeRow[];
  readonly terms: readonly Terms[];
}

export function packIntake({ json, charges, ...rest }: Intake): PackedIntake {
  const book = createTermsBook();
  const rows = charges.map((charge) => toRow(charge, book.placeOf));
  return { json, content: JSON.stringify({ ...rest, rows, terms: book.terms } satisfies Content) };
}

/** The same intake; what is not there stays not there. */
export function unpackIntake({ json, content }: PackedIntake): Intake {
  const { rows, terms, ...rest } = JSON.parse(content) as Content;
  return { ...rest, json, charges: rows.map((row) => fromRow(row, terms)) };
}

function toRow({ index, record }: Indexed<Charge>, placeOf: (line: ChargeLine) => number): ChargeRow {
  const { id, scope, resourceId, meter, hourStartMs, observedMs, complete, currency, listCost, effectiveCost, knownCost, unknown } = record;
  const lines = record.lines.map((line): LineRow => {
    const { fromMs, toMs, amount, evidence, unsettled, quantity } = line;
    return [fromMs, toMs, placeOf(line), amount, evidence, unsettled, quantity, line.listCost, line.effectiveCost];
  });
  const head = [index, id, scope, resourceId, meter, hourStartMs, observedMs] as const;
  return [...head, complete, currency, listCost, effectiveCost, knownCost, unknown, lines];
}

function fromRow(row: ChargeRow, terms: readonly Terms[]): Indexed<Charge> {
  const [index, id, scope, resourceId, meter, hourStartMs, observedMs, complete, currency, listCost, effectiveCost, knownCost, unknown, rows] = row;
  const lines = rows.map((line) => toLine(line, terms));
  const identity = { id, scope, resourceId, meter, hourStartMs, observedMs, complete, currency };
  return { index, record: { lines, unknown, listCost, effectiveCost, knownCost, ...identity } };
}

function toLine([fromMs, toMs, place, amount, evidence, unsettled, quantity, listCost, effectiveCost]: LineRow, terms: readonly Terms[]): ChargeLine {
  const { sku, purchase, unit, unitMs, price } = terms[place] as Terms;
  return { fromMs, toMs, sku, purchase, amount, unit, unitMs, evidence, unsettled, price, quantity, listCost, effectiveCost };
}

/** Terms by their place in a list. Lines of one sku are mostly charged alike, so that only the last of each sku is looked at. */
function createTermsBook(): { readonly terms: Terms[]; placeOf(line: ChargeLine): number } {
  const terms: Terms[] = [];
  const lastOfSku = new Map<string, number>();
  return {
    terms,
    placeOf(line) {
      const { sku, purchase, unit, unitMs, price } = line;
      const last = lastOfSku.get(sku);
      if (last !== undefined && isSameTerms(terms[last] as Terms, line)) return last;
      lastOfSku.set(sku, terms.length);
      return terms.push({ sku, purchase, unit, unitMs, price }) - 1;
    },
  };
}

function isSameTerms(a: Terms, b: Terms): boolean {
  if (a.sku !== b.sku || a.purchase !== b.purchase || a.unit !== b.unit || a.unitMs !== b.unitMs) return false;
  return a.price === b.price || isSameFields(a.price, b.price);
}

function isSameFields(a: object, b: object): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && a[key as keyof typeof a] === b[key as keyof typeof b]);
}
