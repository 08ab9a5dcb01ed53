import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Charge, LinePrice } from './charge.ts';
import { chargeId } from './charge-id.ts';
import { costLine } from './cost-line.ts';
import type { Evidence } from './facts.ts';
import { findConflicts, fullUnknown, type JoinedCharge, joinCharges, toJoined } from './join.ts';
import type { Span } from './model.ts';
import { totalsOf } from './price-facts.ts';
import type { PriceSourceName } from './pricing.ts';
import { mergeSpans, subtractSpans } from './spans.ts';

const T = 1795240800_000;
const HOUR = 3_600_000;
const TICK = HOUR / 12;
const identity = { provider: 'aws', accountId: '123456789012', resourceId: 'i-1', meter: 'compute' as const, hourStartMs: T };

const price = fc.constantFrom<LinePrice>(
  {
    listPrice: '0.192',
    effectivePrice: '0.192',
    source: 'bundled',
    asOf: '2026-07-20',
    id: null,
    basis: 'list',
    estimated: false,
    tierNotApplied: false,
  },
  { listPrice: '0.2', effectivePrice: '0.1', source: 'live', asOf: '2026-07-21', id: 'a', basis: 'list', estimated: false, tierNotApplied: false },
  { listPrice: '0.2', effectivePrice: '0.1', source: 'live', asOf: '2026-07-22', id: 'a', basis: 'list', estimated: false, tierNotApplied: false },
  { missing: 'sku-unknown' },
  { waived: true },
);

const report = fc
  .record({
    cells: fc.array(
      fc.record({
        evidence: fc.constantFrom<Evidence | null>(null, null, 0, 1, 2, 3),
        sku: fc.constantFrom('m5.large', 'm5.xlarge'),
        amount: fc.constantFrom('1', '2'),
        price,
      }),
      {
        minLength: 12,
        maxLength: 12,
      },
    ),
    doubts: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    observed: fc.nat(12),
    complete: fc.boolean(),
    agentId: fc.constantFrom('agent-a', 'agent-b'),
  })
  .map(({ cells, doubts, observed, complete, agentId }) => {
    const lines = cells.flatMap((cell, index) => {
      if (cell.evidence === null) return [];
      const { evidence, sku, amount } = cell;
      return [
        costLine({
          fromMs: T + index * TICK,
          toMs: T + (index + 1) * TICK,
          sku,
          purchase: 'on-demand' as const,
          amount,
          unit: 'h',
          unitMs: HOUR,
          evidence,
          unsettled: evidence === 2,
          price: cell.price,
        }),
      ];
    });
    const doubted: Span[] = doubts.flatMap((doubt, index) => (doubt ? [{ fromMs: T + index * TICK, toMs: T + (index + 1) * TICK }] : []));
    const guesses = lines.filter((line) => line.evidence < 2);
    const unknown = subtractSpans(mergeSpans([...doubted, ...guesses]), mergeSpans(lines.filter((line) => line.evidence >= 2)));
    const base = {
      id: chargeId(identity),
      scope: 'aws/123456789012/us-west-2/ec2',
      resourceId: 'i-1',
      meter: 'compute' as const,
      hourStartMs: T,
      currency: 'USD',
    };
    const charge: Charge = { ...base, observedMs: T + observed * TICK, complete, lines, unknown, ...totalsOf(lines) };
    return toJoined(charge, agentId);
  });

describe('joinCharges (1.5)', () => {
  it('does not care for order, grouping or repetition', () => {
    fc.assert(
      fc.property(report, report, report, (a, b, c) => {
        const joined = joinCharges(joinCharges(a, b), c);

        expect(joinCharges(a, joinCharges(b, c))).toEqual(joined);
        expect(joinCharges(c, joinCharges(b, a))).toEqual(joined);
        expect(joinCharges(joined, b)).toEqual(joined);
        expect(joinCharges(joined, joined)).toEqual(joined);
      }),
      { numRuns: 300 },
    );
  });

  it('knows at least what either knows, and doubts only what both doubt', () => {
    fc.assert(
      fc.property(report, report, (a, b) => {
        const joined = joinCharges(a, b);

        for (let index = 0; index < 12; index += 1) {
          const atMs = T + index * TICK;
          expect(evidenceAt(joined, atMs)).toBe(Math.max(evidenceAt(a, atMs), evidenceAt(b, atMs)));
          expect(isUnknown(joined, atMs)).toBe(isUnknown(a, atMs) && isUnknown(b, atMs));
        }
        expect(joined.complete).toBe(a.complete || b.complete);
      }),
      { numRuns: 300 },
    );
  });

  it.each<{ by: string; better: Partial<Said>; worse: Partial<Said> }>([
    { by: 'evidence', better: { evidence: 3, source: 'bundled' }, worse: { evidence: 2, source: 'live' } },
    { by: 'price source', better: { source: 'live', asOf: '2026-01-01' }, worse: { source: 'bundled', asOf: '2026-11-01' } },
    { by: 'having a price at all', better: { source: 'region-factor' }, worse: { source: null } },
    { by: 'price as-of', better: { asOf: '2026-11-02', observedMs: T }, worse: { asOf: '2026-11-01', observedMs: T + 1 } },
    { by: 'the time of the look', better: { observedMs: T + 2, amount: '1' }, worse: { observedMs: T + 1, amount: '2' } },
    { by: 'amount', better: { amount: '10', agentId: 'agent-a' }, worse: { amount: '9', agentId: 'agent-b' } },
    { by: 'agent', better: { agentId: 'agent-b', sku: 'a' }, worse: { agentId: 'agent-a', sku: 'b' } },
  ])('ranks lines by $by', ({ better, worse }) => {
    const [winner, loser] = [sayWhole(better), sayWhole(worse)];

    const joined = [joinCharges(winner, loser), joinCharges(loser, winner)];

    expect(joined.map(({ lines }) => lines)).toEqual([winner.lines, winner.lines]);
  });

  it('costs a cut line again from its own length (1.3)', () => {
    const [whole, better] = [lineCharge(0, 12, 2, 'agent-a'), lineCharge(4, 8, 3, 'agent-b')];

    const joined = joinCharges(whole, better);

    expect(joined.lines.map((line) => [(line.fromMs - T) / TICK, line.quantity, line.listCost, line.agentId])).toEqual([
      [0, '0.333333333333', '0.063999999999936', 'agent-a'],
      [4, '0.333333333333', '0.063999999999936', 'agent-b'],
      [8, '0.333333333333', '0.063999999999936', 'agent-a'],
    ]);
    expect(joined.listCost).toBe('0.191999999999808');
  });

  it('names two provider facts that contradict each other (1.7)', () => {
    const a = lineCharge(0, 12, 3, 'agent-a');
    const b = lineCharge(6, 12, 3, 'agent-b', 'm5.large');

    const conflicts = findConflicts(a, b);

    expect(conflicts.map((conflict) => [conflict.fromMs - T, conflict.kept.agentId])).toEqual([[6 * TICK, 'agent-b']]);
  });
});

interface Said {
  readonly evidence: Evidence;
  readonly source: PriceSourceName | null;
  readonly asOf: string;
  readonly observedMs: number;
  readonly amount: string;
  readonly agentId: string;
  readonly sku: string;
}

/** A report of the whole hour that differs from others in what is given only. */
function sayWhole(part: Partial<Said>): JoinedCharge {
  const said: Said = { evidence: 3, source: 'live', asOf: '2026-11-01', observedMs: T, amount: '1', agentId: 'agent-a', sku: 'm5.large', ...part };
  const { evidence, source, asOf, observedMs, amount, agentId, sku } = said;
  const provenance = { asOf, id: null, basis: 'list', estimated: false, tierNotApplied: false } as const;
  const cost: LinePrice = source === null ? { missing: 'sku-unknown' } : { listPrice: '0.1', effectivePrice: '0.1', source, ...provenance };
  const whole = {
    fromMs: T,
    toMs: T + HOUR,
    sku,
    purchase: 'on-demand' as const,
    amount,
    unit: 'h',
    unitMs: HOUR,
    evidence,
    unsettled: false,
    price: cost,
  };
  const lines = [costLine(whole)];
  const base = {
    id: chargeId(identity),
    scope: 'aws/123456789012/us-west-2/ec2',
    resourceId: 'i-1',
    meter: 'compute' as const,
    hourStartMs: T,
    currency: 'USD',
  };
  return toJoined({ ...base, observedMs, complete: true, lines, unknown: [], ...totalsOf(lines) }, agentId);
}

function lineCharge(from: number, to: number, evidence: Evidence, agentId: string, sku = 'm5.xlarge'): JoinedCharge {
  const cost: LinePrice = {
    listPrice: '0.192',
    effectivePrice: '0.192',
    source: 'bundled',
    asOf: '2026-07-20',
    id: null,
    basis: 'list',
    estimated: false,
    tierNotApplied: false,
  };
  const lines = [
    costLine({
      fromMs: T + from * TICK,
      toMs: T + to * TICK,
      sku,
      purchase: 'on-demand' as const,
      amount: '1',
      unit: 'h',
      unitMs: HOUR,
      evidence,
      unsettled: false,
      price: cost,
    }),
  ];
  const base = {
    id: chargeId(identity),
    scope: 'aws/123456789012/us-west-2/ec2',
    resourceId: 'i-1',
    meter: 'compute' as const,
    hourStartMs: T,
    currency: 'USD',
  };
  return toJoined({ ...base, observedMs: T + HOUR, complete: true, lines, unknown: [], ...totalsOf(lines) }, agentId);
}

function evidenceAt(charge: JoinedCharge, atMs: number): number {
  return charge.lines.find((line) => line.fromMs <= atMs && atMs < line.toMs)?.evidence ?? -1;
}

function isUnknown(charge: JoinedCharge, atMs: number): boolean {
  return fullUnknown(charge).some((span) => span.fromMs <= atMs && atMs < span.toMs);
}
