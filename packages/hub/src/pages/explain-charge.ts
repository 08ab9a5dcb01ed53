import {
  type ChargeLine,
  fullUnknown,
  HOUR_MS,
  isPriced,
  type JoinedCharge,
  type JoinedLine,
  type Span,
  subtractSpans,
  sumKnown,
} from '@openfinops/core';
import { describeEvidence } from './evidence-words.ts';
import { formatClock, formatCount, formatMoney } from './format.ts';
import { explainPrice } from './price-words.ts';

/** One row of an explanation, in words. */
export interface Explanation {
  /** `10:00–10:37`. */
  readonly when: string;
  readonly what: string;
  /** The exact multiplication; null where nothing is charged. */
  readonly sum: string | null;
  readonly cost: string;
  /** Where the price comes from and as of when, or why there is none; null where nothing is charged. */
  readonly price: string | null;
  /** How well it is known. */
  readonly proof: string;
}

/** A power meter that is read every few seconds makes hundreds of lines an hour; the rest of them is told in one. */
const MOST_LINES = 24;

const UNPROVEN = 'nobody can vouch for this time, so nothing is charged for it; what is proven later is added by itself';
const NOT_LOOKED_AT = 'nobody has looked since, so nothing is charged for it yet';

/** Each line of a charge and each stretch that nobody can vouch for, in the order of time. */
export function explainCharge(charge: JoinedCharge, nowMs: number): Explanation[] {
  const shown = charge.lines.slice(0, MOST_LINES);
  const rest = charge.lines.slice(MOST_LINES);
  const entries = [
    ...shown.map((line) => ({ fromMs: line.fromMs, row: explainLine(charge, line) })),
    ...subtractSpans(charge.unknown, charge.lines).map((span) => ({ fromMs: span.fromMs, row: explainUnknown(charge, span, UNPROVEN) })),
    ...notLookedAt(charge, nowMs).map((span) => ({ fromMs: span.fromMs, row: explainUnknown(charge, span, NOT_LOOKED_AT) })),
  ];
  entries.sort((a, b) => a.fromMs - b.fromMs);
  const rows = entries.map(({ row }) => row);
  return rest.length === 0 ? rows : [...rows, explainRest(charge, rest)];
}

/** What of an hour that is over no look has reached; in an hour that still runs it is nothing worth telling. */
function notLookedAt(charge: JoinedCharge, nowMs: number): Span[] {
  if (nowMs < charge.hourStartMs + HOUR_MS) return [];
  return subtractSpans(subtractSpans(fullUnknown(charge), charge.unknown), charge.lines);
}

function explainLine(charge: JoinedCharge, line: JoinedLine): Explanation {
  return {
    when: formatSpan(line),
    what: `${charge.meter}: ${line.sku}${line.purchase === 'unknown' ? '' : `, ${line.purchase}`}`,
    sum: writeSum(line, charge.currency),
    cost: formatMoney(line.effectiveCost, charge.currency),
    price: explainPrice(line.price),
    proof: describeEvidence(line, charge),
  };
}

function explainUnknown({ meter }: JoinedCharge, span: Span, proof: string): Explanation {
  return {
    when: formatSpan(span),
    what: `${meter}: not known`,
    sum: null,
    cost: formatMoney(null, ''),
    price: null,
    proof,
  };
}

function explainRest({ meter, currency }: JoinedCharge, rest: readonly ChargeLine[]): Explanation {
  const [fromMs, toMs] = [rest[0]?.fromMs ?? 0, rest.at(-1)?.toMs ?? 0];
  const cost = sumKnown(rest.map((line) => line.effectiveCost));
  return {
    when: formatSpan({ fromMs, toMs }),
    what: `${meter}: ${formatCount(rest.length, 'more line')}`,
    sum: null,
    cost: formatMoney(cost, currency),
    price: null,
    proof: cost === null ? 'some of them have no price' : 'as the ones above',
  };
}

/** `0.616666666667 h × 0.192 = 0.118400000000064 USD`: nothing rounded, so that anybody can do it again. */
function writeSum({ quantity, unit, price, listCost, effectiveCost }: ChargeLine, currency: string): string | null {
  if ('waived' in price) return null;
  if (!isPriced(price)) return `${quantity} ${unit} × ?`;
  const list = listCost === effectiveCost ? '' : ` (list ${price.listPrice}: ${listCost} ${currency})`;
  return `${quantity} ${unit} × ${price.effectivePrice} = ${effectiveCost} ${currency}${list}`;
}

function formatSpan({ fromMs, toMs }: Span): string {
  return `${formatClock(fromMs)}–${formatClock(toMs)}`;
}
