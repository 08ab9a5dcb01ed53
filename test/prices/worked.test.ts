import { readFileSync } from 'node:fs';
import { type Commitment, isDecimal, type PriceOverride, type Purchase } from '@openfinops/core';
import { findTablesDir, openTables } from '@openfinops/runtime';
import { describe, expect, it } from 'vitest';
import { asCommitment, createLookUp, type FoundPrice } from '../../packages/cli/src/commands/price/create-look-up.ts';
import { add, fromDecimal, multiply, type Rational, roundHalfEven, ZERO } from '../oracle/rational.ts';
import { evaluate } from './worked-sum.ts';

/** The tables of docs/pricing.md that begin with `# | Asked | By hand`. */
const DOC = readFileSync(new URL('../../docs/pricing.md', import.meta.url), 'utf8');
const EXAMPLES = [...DOC.matchAll(/^\| (\d+) \| (`.+?) \| (.+?) \| ([\d.]+)(?: ([A-Z]{3}))? \| ([a-z-]+)(, estimated)? \|$/gm)].map(
  ([, number = '', asked = '', hand = '', price = '', currency = 'USD', source = '', estimated]) => ({
    number: Number(number),
    asked,
    hand,
    price,
    currency,
    source,
    estimated: estimated !== undefined,
  }),
);

const BOOKS = [...openTables(findTablesDir({})).books.values()];
const NOW = Date.parse('2026-11-21');

describe('the prices worked by hand in docs/pricing.md', () => {
  it('are fifty', () => {
    expect(EXAMPLES.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it.each(EXAMPLES)('$number: $hand comes to $price', ({ hand, price }) => {
    expect(padded(evaluate(hand))).toBe(price);
  });

  it.each(EXAMPLES)('$number: $asked costs $price', ({ asked, price, currency, source, estimated }) => {
    const terms = [...asked.matchAll(/`([^`]+)`(?: × ([\d./× ]+\d))?/g)].map(([, question = '', amount = '1']) => ({ found: ask(question), amount }));

    let total: Rational = ZERO;
    for (const { found, amount } of terms) total = add(total, multiply(fromDecimal(paid(found)), evaluate(amount)));

    expect(padded(total)).toBe(price);
    for (const { found } of terms) expect(found.row).toMatchObject({ currency, source, estimated });
  });
});

/** `aws ec2 us-east-1 m5.xlarge os=windows commitment=cud-1y coverage=0.7`. */
function ask(question: string): FoundPrice {
  const [provider = '', service = '', region = '', sku = '', ...more] = question.split(' ');
  const given = Object.fromEntries(more.map((pair) => pair.split('=') as [string, string]));
  const { meter, purchase = 'on-demand', commitment: kind, coverage = '1', discount, percent, ...attributes } = given;
  const commitments: Commitment[] =
    kind === undefined ? [] : [{ match: { provider }, kind, coverage, ...(discount === undefined ? {} : { discount }) }];
  const overrides: PriceOverride[] = percent === undefined ? [] : [{ match: { provider }, percent, asOf: '2026-11-01' }];
  const commitment = asCommitment(purchase);
  return createLookUp({ books: BOOKS, overrides, commitments, nowMs: NOW })({
    key: {
      provider,
      accountId: '',
      service,
      region,
      sku,
      purchase: commitment === undefined ? (purchase as Purchase) : 'on-demand',
      attributes,
    },
    commitment,
    meter: meter as FoundPrice['key']['meter'] | undefined,
  });
}

function paid(found: FoundPrice): string {
  if (found.row === null) throw new Error(`${found.key.sku}: ${found.missing}, ${found.hint}`);
  return found.row.effectivePrice;
}

/** Six decimals, zeros included. */
function padded(value: Rational): string {
  const text = roundHalfEven(value, 6);
  if (!isDecimal(text)) throw new RangeError(text);
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(6, '0')}`;
}
