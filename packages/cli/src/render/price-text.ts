import { ageDays, multiply, type PriceRow, WARN_AFTER_DAYS } from '@openfinops/core';
import type { FoundPrice } from '../commands/price/create-look-up.ts';
import type { Palette } from './colour.ts';
import { formatMoney } from './format-numbers.ts';
import { REASON_TEXT } from './reasons.ts';
import { cleanText, wrapText } from './text.ts';

export interface PriceView {
  /** Columns to stay within. */
  readonly width: number;
  readonly palette: Palette;
  readonly nowMs: number;
}

/** Of a month, by the convention of all three clouds. */
const MONTH_HOURS = '730';
const LABEL_WIDTH = 11;

/** What `price lookup` prints for a person. */
export function renderPrice(found: FoundPrice, { width, palette, nowMs }: PriceView): string[] {
  const facts = found.row === null ? missingFacts(found) : priceFacts(found, found.row, nowMs);
  return facts.flatMap(({ label, text }) => renderFact(label, text, width, palette));
}

/** `aws ec2 m5.xlarge in us-east-1: compute, windows, on-demand`. */
export function sayKey({ key, commitment }: FoundPrice): string {
  const { provider, service, region, zone, sku, meter, purchase, attributes } = key;
  const details = [meter, ...Object.values(attributes), commitment ?? purchase];
  return cleanText(`${provider} ${service} ${sku} in ${zone ?? region}: ${details.join(', ')}`);
}

interface Fact {
  readonly label: string;
  readonly text: string;
}

function renderFact(label: string, text: string, width: number, palette: Palette): string[] {
  const indent = ' '.repeat(LABEL_WIDTH);
  const [first = '', ...rest] = wrapText(text, width, indent);
  return [palette.quiet(label.padEnd(LABEL_WIDTH)) + first.slice(LABEL_WIDTH), ...rest];
}

function missingFacts(found: FoundPrice & { readonly row: null }): Fact[] {
  const hint = found.hint === null ? [] : [{ label: 'NEXT', text: cleanText(found.hint) }];
  return [{ label: 'PRICE', text: `not known: ${REASON_TEXT[found.missing]} (${found.missing})` }, { label: 'FOR', text: sayKey(found) }, ...hint];
}

function priceFacts(found: FoundPrice & { readonly price: string }, row: PriceRow, nowMs: number): Fact[] {
  const { unit, currency } = row;
  const per = `${currency} per ${unit}`;
  const month = unit === 'h' ? [{ label: 'MONTH', text: `${formatMoney(multiply(found.price, MONTH_HOURS))} ${currency} for ${MONTH_HOURS} h` }] : [];
  return [
    { label: 'PRICE', text: `${found.price} ${per}` },
    ...month,
    ...termsFacts(found, row, per),
    { label: 'FOR', text: sayKey(found) },
    {
      label: 'SOURCE',
      text: `${row.source}, ${row.basis}, as of ${row.asOf}${sayAge(row, nowMs)}${row.id === null ? '' : `, ${cleanText(row.id)}`}`,
    },
    { label: 'ESTIMATE', text: sayEstimate(row) },
    ...(row.tierNotApplied ? [{ label: 'NOTE', text: 'The first paid step; larger quantities cost less.' }] : []),
  ];
}

/** What the list says beside what was asked for, where the two differ. */
function termsFacts({ commitment }: FoundPrice, { listPrice, effectivePrice }: PriceRow, per: string): Fact[] {
  if (effectivePrice === listPrice) return [];
  return commitment === null
    ? [{ label: 'EFFECTIVE', text: `${effectivePrice} ${per}, with your overrides and commitments` }]
    : [{ label: 'LIST', text: `${listPrice} ${per}, on demand` }];
}

function sayAge({ asOf }: PriceRow, nowMs: number): string {
  const days = ageDays(asOf, nowMs);
  return days !== null && days > WARN_AFTER_DAYS ? ` (${days} days old)` : '';
}

function sayEstimate({ estimated, estimatedBecause = [] }: PriceRow): string {
  if (!estimated) return 'no';
  return estimatedBecause.length === 0 ? 'yes' : `yes: ${cleanText(estimatedBecause.join('; '))}`;
}
