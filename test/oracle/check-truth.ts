import { priceAt } from './bill.ts';
import { type Case, complain } from './case.ts';
import { HOUR_MS } from './families.ts';
import { accountableSpans, hiddenGaps } from './gaps.ts';
import { compare, divide, fromDecimal, multiply, type Rational, whole, ZERO } from './rational.ts';
import { clip, covers, pieces, subtract } from './spans.ts';
import { trueSegments } from './truth.ts';
import type { Decimal, HubLine, Segment, Span } from './types.ts';

/** 1.8 (i): at every instant of an evidence-3 line the truth is that line. */
export function provenViolations(each: Case): string[] {
  const found: string[] = [];
  for (const line of linesOf(each).filter(({ evidence }) => evidence === 3)) {
    for (const piece of pieces(line, each.truth)) {
      const truth = each.truth.find((segment) => covers(segment, piece.fromMs));
      if (!truth || !isLine(truth, line)) found.push(complain(each, piece, `proven is ${nameLine(line)}, true is ${nameTruth(truth)}`));
    }
  }
  return found;
}

/** 1.8 (ii), from above: what is believed and settled never costs more than the truth, at any instant outside the gaps that hide two changes. */
export function upperBoundViolations(each: Case): string[] {
  const found: string[] = [];
  const hidden = hiddenGaps(each.life, each.looks, each.rules);
  for (const line of linesOf(each).filter(({ evidence, unsettled }) => (evidence === 1 || evidence === 2) && !unsettled)) {
    for (const piece of subtract(line, hidden).flatMap((open) => pieces(open, [...each.truth, ...priceSpans(each)]))) {
      const truth = each.truth.find((segment) => covers(segment, piece.fromMs));
      if (compare(rateOf(line), trueRate(each, truth, piece.fromMs)) <= 0) continue;
      found.push(complain(each, piece, `charged is ${nameLine(line)}, which costs more than the truth, ${nameTruth(truth)}`));
    }
  }
  return found;
}

/**
 * 1.8 (ii), from below: all time of a run that the looks owe an account of is in lines or unknown. The tail of a minimum after the stop
 * is left out: only a start proves it, and `knowable` asks for it.
 */
export function accountViolations(each: Case): string[] {
  const billed = trueSegments(each.life, 0).filter((segment) => !segment.waived);
  const explained: Span[] = [...hiddenGaps(each.life, each.looks, each.rules), { fromMs: each.world.endMs, toMs: Number.POSITIVE_INFINITY }];
  for (const charge of each.charges) {
    explained.push(...charge.lines, ...charge.unknown, { fromMs: charge.observedMs, toMs: charge.hourStartMs + HOUR_MS });
  }
  const found: string[] = [];
  for (const span of accountableSpans(each.looks, each.rules)) {
    const due = billed.map((segment) => clip(segment, span)).filter((segment) => segment !== null);
    for (const lost of due.flatMap((segment) => subtract(segment, explained))) {
      found.push(complain(each, lost, `${nameTruth(lost)} bills, but is in no line and not unknown`));
    }
  }
  return found;
}

function linesOf(each: Case): HubLine[] {
  return each.charges.flatMap((charge) => charge.lines);
}

function isLine(truth: Segment, line: HubLine): boolean {
  return truth.offer.sku === line.sku && truth.waived === line.waived && line.amount === (truth.waived ? '0' : truth.offer.amount);
}

/** A span from every price change on, for cutting. */
function priceSpans({ truth, world }: Case): Span[] {
  const rows = truth.flatMap(({ offer }) => world.prices.get(offer.sku) ?? []);
  return rows.map(({ fromMs }) => ({ fromMs, toMs: Number.POSITIVE_INFINITY }));
}

function trueRate({ world }: Case, truth: Segment | undefined, atMs: number): Rational {
  if (!truth || truth.waived) return ZERO;
  const { sku, amount, unitMs } = truth.offer;
  return rate(priceAt(world.prices, sku, atMs) ?? '0', amount, unitMs ?? 1);
}

function rateOf(line: HubLine): Rational {
  return line.listPrice === null ? ZERO : rate(line.listPrice, line.amount, line.unitMs);
}

function rate(price: Decimal, amount: Decimal, unitMs: number): Rational {
  return divide(multiply(fromDecimal(price), fromDecimal(amount)), whole(unitMs));
}

function nameLine(line: HubLine): string {
  return `${line.waived ? 'waived ' : ''}${line.amount} x ${line.sku} (evidence ${line.evidence})`;
}

function nameTruth(truth: Segment | undefined): string {
  if (!truth) return 'nothing';
  return `${truth.waived ? 'waived ' : ''}${truth.offer.amount} x ${truth.offer.sku}`;
}
