import type { BookRow, PriceAttributes } from '@openfinops/core';
import { parseCsv, type TableFault } from './csv.ts';
import type { TableFile } from './manifest.ts';
import type { ReadPrices } from './read-prices.ts';
import { isIsoDate, isPrice } from './table-format.ts';

/** Ways in which a model counts a token, each with its price; the attribute `direction` of a row. */
const TOKEN_DIRECTIONS = ['input', 'output', 'cache-read', 'cache-write'] as const;
export const TOKEN_COLUMNS = ['service', 'sku', 'tier-start', 'valid-from', ...TOKEN_DIRECTIONS] as const;

const ATTRIBUTES: Readonly<Record<string, PriceAttributes>> = Object.fromEntries(TOKEN_DIRECTIONS.map((direction) => [direction, { direction }]));

/**
 * Prices of models, quoted per million tokens and read per token. `tier-start` is the length of prompt from which a price holds: rows of later
 * tiers are checked and only say of the first that it is one of several.
 * @throws RangeError when the header is another
 */
export function readTokens(text: string, file: TableFile): ReadPrices {
  const { columns, lines, faults: cuts } = parseCsv(text);
  if (columns.join() !== TOKEN_COLUMNS.join()) throw new RangeError(`its header is not ${TOKEN_COLUMNS.join()}`);
  const faults: TableFault[] = [...cuts];
  const tiered = new Set<string>();
  for (const { fields } of lines) if (fields[2] !== '0') tiered.add(`${fields[0]},${fields[1]}`);
  const seen = new Set<string>();
  const rows: BookRow[] = [];
  for (const { number, fields } of lines) {
    const key = fields.slice(0, 4).join();
    const wrong = seen.has(key) ? `repeats ${key}` : whatIsWrong(fields);
    seen.add(key);
    if (wrong !== null) faults.push({ line: number, what: wrong });
    else if (fields[2] === '0') rows.push(...rowsOf(fields, file, tiered.has(`${fields[0]},${fields[1]}`)));
  }
  return { rows, faults };
}

function whatIsWrong(fields: readonly string[]): string | null {
  const [service, sku, tierStart = '', validFrom = '', ...prices] = fields;
  if (!service || !sku) return 'names no provider or no model';
  if (!/^\d{1,9}$/.test(tierStart)) return `has the tier-start "${tierStart}"`;
  if (validFrom !== '' && !isIsoDate(validFrom)) return `has the date "${validFrom}"`;
  const wrong = prices.find((price) => price !== '' && !isPrice(price));
  if (wrong !== undefined) return `has "${wrong}", which is no price above 0`;
  return prices.every((price) => price === '') ? 'has no price' : null;
}

function rowsOf(fields: readonly string[], file: TableFile, isTiered: boolean): BookRow[] {
  const [service = '', sku = '', , validFrom = '', ...prices] = fields;
  return TOKEN_DIRECTIONS.flatMap((direction, index) => {
    const perMillion = prices[index];
    if (!perMillion) return [];
    const row: BookRow = {
      service,
      region: file.region ?? 'global',
      sku,
      meter: 'tokens',
      unit: 'token',
      currency: file.currency ?? 'USD',
      attributes: ATTRIBUTES[direction] ?? {},
      prices: { 'on-demand': perMillionth(perMillion) },
      basis: file.basis ?? 'list',
      asOf: file.asOf ?? validFrom,
      fromMs: validFrom === '' ? 0 : Date.parse(validFrom),
      id: null,
    };
    return [isTiered ? { ...row, tierNotApplied: true } : row];
  });
}

/** A millionth of a plain decimal, exact: the point moves six places. */
export function perMillionth(price: string): string {
  const [whole = '0', fraction = ''] = price.split('.');
  const digits = whole.padStart(7, '0');
  const moved = `${digits.slice(0, -6)}.${digits.slice(-6)}${fraction}`;
  return moved.replace(/^0+(?=\d)/, '').replace(/\.?0+$/, '');
}
