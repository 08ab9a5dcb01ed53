import { type Case, complain } from './case.ts';
import { type Claims, claimsOf } from './knowable.ts';
import { covers, pieces } from './spans.ts';
import type { HubLine, Segment, Span } from './types.ts';

/** One thing that the hub may say of an instant. */
interface Option {
  readonly evidence: 2 | 3;
  readonly sku: string;
  readonly amount: string;
  readonly waived: boolean;
  /** null: either, for a machine bridged between two spot runs. */
  readonly unsettled: boolean | null;
}

/**
 * 1.8 (iii): the hub's lines of evidence 2 and 3 are what is knowable. What only looks told that a ledger took to its grave may be there
 * or not; it must be right if it is.
 */
export function knowableViolations(each: Case): string[] {
  const { looks, rules, world } = each;
  const sent = claimsOf(
    looks.filter((look) => look.reported),
    rules,
  );
  const seen = claimsOf(looks, rules);
  const lines = each.charges.flatMap((charge) => charge.lines).filter((line) => line.evidence >= 2);
  const everything = [...lines, ...segmentsOf(sent), ...segmentsOf(seen)];
  const found: string[] = [];
  for (const piece of piecesOf(everything, world.endMs)) {
    const due = piece.fromMs < world.endMs ? strongest(optionsAt(sent, piece.fromMs, each)) : [];
    const possible = [...optionsAt(seen, piece.fromMs, each), ...optionsAt(sent, piece.fromMs, each)];
    const least = due[0]?.evidence ?? 0;
    const allowed = possible.filter((option) => option.evidence >= least);
    const line = lines.find((candidate) => covers(candidate, piece.fromMs));
    if (line ? allowed.some((option) => isOption(line, option)) : due.length === 0) continue;
    found.push(complain(each, piece, `the hub has ${nameLine(line)}, knowable is ${allowed.map(nameOption).join(' or ') || 'nothing'}`));
  }
  return found;
}

function segmentsOf({ proven, bridged, unsettled }: Claims): Segment[] {
  return [...proven, ...bridged, ...unsettled];
}

/** What is neither line nor claim needs no look. */
function piecesOf(everything: readonly Span[], endMs: number): Span[] {
  if (everything.length === 0) return [];
  const fromMs = Math.min(...everything.map((span) => span.fromMs));
  const toMs = Math.max(...everything.map((span) => span.toMs));
  return pieces({ fromMs, toMs }, [...everything, { fromMs: endMs, toMs: Number.POSITIVE_INFINITY }]);
}

function optionsAt(claims: Claims, atMs: number, { rules }: Case): Option[] {
  const at = (segments: readonly Segment[]) => segments.filter((segment) => covers(segment, atMs));
  return [
    ...at(claims.proven).map((segment) => toOption(segment, 3, false)),
    ...at(claims.bridged).map((segment) => toOption(segment, 2, rules.proof === 'lastStart' ? null : false)),
    ...at(claims.unsettled).map((segment) => toOption(segment, 2, true)),
  ];
}

function toOption({ offer, waived }: Segment, evidence: 2 | 3, unsettled: boolean | null): Option {
  return { evidence, sku: offer.sku, amount: waived ? '0' : offer.amount, waived, unsettled };
}

function strongest(options: readonly Option[]): Option[] {
  const best = Math.max(0, ...options.map((option) => option.evidence));
  return options.filter((option) => option.evidence === best);
}

function isOption(line: HubLine, option: Option): boolean {
  if (option.unsettled !== null && option.unsettled !== line.unsettled) return false;
  const { evidence, sku, amount, waived } = line;
  return evidence === option.evidence && sku === option.sku && amount === option.amount && waived === option.waived;
}

function nameLine(line: HubLine | undefined): string {
  return line ? nameOption({ ...line, evidence: line.evidence === 3 ? 3 : 2 }) : 'nothing';
}

function nameOption({ evidence, sku, amount, waived, unsettled }: Option): string {
  return `${unsettled ? 'unsettled ' : ''}${waived ? 'waived ' : ''}${amount} x ${sku} (evidence ${evidence})`;
}
