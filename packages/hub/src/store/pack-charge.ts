import {
  costJoinedLine,
  type Evidence,
  type JoinedCharge,
  type JoinedLine,
  type LinePrice,
  type Purchase,
  type Span,
  type TenantId,
  totalsOf,
} from '@openfinops/core';
import type { Words } from './words.ts';

/** `[fromMs, toMs, terms no., amount, evidence, unsettled, observedMs, agent no.]`, times from the start of the hour. */
type PackedLine = [number, number, number, string, Evidence, 0 | 1, number, number];
/** `[observedMs, complete, [fromMs, toMs, …] unknown, lines]`, times from the start of the hour. */
type PackedFacts = [number, 0 | 1, number[], PackedLine[]];

/** All that a line is charged by beside its time and amount; the same for thousands of lines. */
interface Terms {
  readonly sku: string;
  readonly purchase: Purchase;
  readonly unit: string;
  readonly unitMs: number | null;
  readonly price: LinePrice;
}

export interface ChargePacker {
  /**
   * The facts of a charge as short text: what can be computed again (quantity, costs) is left out, what repeats is a number.
   * Inside a write transaction only: new words may be made.
   */
  pack(tenant: TenantId, charge: JoinedCharge): string;
  /** The charge whose facts these are. */
  unpack(identity: Pick<JoinedCharge, 'id' | 'scope' | 'resourceId' | 'meter' | 'hourStartMs' | 'currency'>, facts: string): JoinedCharge;
}

export function createChargePacker(words: Words): ChargePacker {
  const packLine = (tenant: TenantId, line: JoinedLine, hourStartMs: number): PackedLine => {
    const { fromMs, toMs, sku, purchase, unit, unitMs, price, amount, evidence, unsettled, observedMs, agentId } = line;
    const terms: Terms = { sku, purchase, unit, unitMs, price };
    const termsNo = words.numberOfValue(tenant, 'terms', terms, price);
    const agentNo = words.numberOf(tenant, 'agent', agentId);
    return [fromMs - hourStartMs, toMs - hourStartMs, termsNo, amount, evidence, unsettled ? 1 : 0, observedMs - hourStartMs, agentNo];
  };
  const unpackLine = (packed: PackedLine, hourStartMs: number): JoinedLine => {
    const [fromMs, toMs, termsNo, amount, evidence, unsettled, observedMs, agentNo] = packed;
    return costJoinedLine({
      fromMs: hourStartMs + fromMs,
      toMs: hourStartMs + toMs,
      ...(words.valueOf(termsNo) as Terms),
      amount,
      evidence,
      unsettled: unsettled === 1,
      observedMs: hourStartMs + observedMs,
      agentId: words.textOf(agentNo),
    });
  };
  return {
    pack(tenant, charge) {
      const from = charge.hourStartMs;
      const lines = charge.lines.map((line) => packLine(tenant, line, from));
      const unknown = charge.unknown.flatMap((span) => [span.fromMs - from, span.toMs - from]);
      const packed: PackedFacts = [charge.observedMs - from, charge.complete ? 1 : 0, unknown, lines];
      return JSON.stringify(packed);
    },
    unpack(identity, facts) {
      const from = identity.hourStartMs;
      const [observedMs, complete, edges, packedLines] = JSON.parse(facts) as PackedFacts;
      const lines = packedLines.map((packed) => unpackLine(packed, from));
      return { ...identity, observedMs: from + observedMs, complete: complete === 1, unknown: pairs(edges, from), lines, ...totalsOf(lines) };
    },
  };
}

function pairs(edges: readonly number[], fromMs: number): Span[] {
  const spans: Span[] = [];
  for (let i = 0; i + 1 < edges.length; i += 2) spans.push({ fromMs: fromMs + (edges[i] as number), toMs: fromMs + (edges[i + 1] as number) });
  return spans;
}
