import { type Decimal, parseScopeId, type WireCharge, type WireDocument } from '@openfinops/core';
import type { Palette } from './colour.ts';
import { type Column, layoutTable } from './columns.ts';
import { formatCount, formatMoney } from './format-numbers.ts';
import { groupBy } from './group-by.ts';
import { formatSum, sumCharges } from './money-sum.ts';
import { openCharges } from './open-hour.ts';
import { cleanText } from './text.ts';

const COLUMNS: readonly Column[] = [
  { title: 'SERVICE', align: 'left', priority: 0 },
  { title: 'METER', align: 'left', priority: 0 },
  { title: 'RESOURCES', align: 'right', priority: 2 },
  { title: 'CCY', align: 'left', priority: 0 },
  { title: 'THIS HOUR', align: 'decimal', priority: 0 },
  { title: 'UNIT PRICE', align: 'left', priority: 1 },
  { title: 'SOURCE', align: 'left', priority: 3 },
];

/** What the running hour is made of: a line per service and meter, with its price where there is one price for all. */
export function layoutMeters(document: WireDocument, width: number, palette: Palette): readonly string[] {
  const groups = groupBy(openCharges(document), (charge) => JSON.stringify([serviceOf(charge), charge.meter, charge.currency]));
  if (groups.size === 0) return [];
  const rows = [...groups.values()].map((charges) => [
    { text: cleanText(charges[0] ? serviceOf(charges[0]) : '') },
    { text: charges[0]?.meter ?? '' },
    { text: formatCount(new Set(charges.map((charge) => charge.resource_id)).size) },
    { text: charges[0]?.currency ?? '' },
    { text: formatSum(sumCharges(charges)) },
    { text: describePrice(charges) },
    { text: describeSources(charges) },
  ]);
  return layoutTable(COLUMNS, rows, width, palette.quiet).lines;
}

function serviceOf(charge: WireCharge): string {
  return parseScopeId(charge.scope)?.service ?? charge.scope;
}

/** The price in force at the end, if it is the same for all: `0.12 USD/kWh`. */
function describePrice(charges: readonly WireCharge[]): string {
  const prices = new Set<string>();
  for (const { currency, lines } of charges) {
    const last = lines.findLast((line) => line.price !== null);
    if (last) prices.add(formatPrice(last.effective_price ?? '0', currency, last.unit));
  }
  const [only = ''] = prices;
  return prices.size > 1 ? `${formatCount(prices.size)} prices` : only;
}

function formatPrice(amount: Decimal, currency: string, unit: string): string {
  return `${formatMoney(amount)} ${currency}/${unit}`;
}

function describeSources(charges: readonly WireCharge[]): string {
  const sources = new Set<string>();
  for (const charge of charges)
    for (const line of charge.lines) sources.add(line.price?.source ?? (line.missing === null ? 'waived' : `missing: ${line.missing}`));
  return [...sources].join(', ');
}
