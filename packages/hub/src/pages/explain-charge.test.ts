import { HOUR_MS, type JoinedCharge, type JoinedLine, toJoined } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, sampleCharge } from '../../../testing/src/sample-charge.ts';
import { explainCharge } from './explain-charge.ts';

const NOW_MS = SAMPLE_HOUR_MS + HOUR_MS;

function withLine(said: Partial<JoinedLine>, charge: JoinedCharge = toJoined(sampleCharge(), 'a')): JoinedCharge {
  return { ...charge, lines: charge.lines.map((line) => ({ ...line, ...said })) };
}

describe('explainCharge', () => {
  it.each([
    { evidence: 3, unsettled: false, purchase: 'on-demand', proof: 'proven by the provider’s own times' },
    { evidence: 3, unsettled: false, purchase: 'owned', proof: 'stated by the owner' },
    { evidence: 2, unsettled: false, purchase: 'on-demand', proof: 'two looks agree; nobody looked in between' },
    { evidence: 2, unsettled: true, purchase: 'spot', proof: 'seen, but the provider may still change it' },
    { evidence: 1, unsettled: false, purchase: 'on-demand', proof: 'two looks differ; the cheaper of them is charged' },
    { evidence: 0, unsettled: false, purchase: 'on-demand', proof: 'a guess from a single look' },
  ] as const)('says of evidence $evidence ($purchase, unsettled: $unsettled): $proof', ({ proof, ...said }) => {
    expect(explainCharge(withLine(said), NOW_MS)[0]?.proof).toBe(proof);
  });

  it('calls waived time free by the provider’s word, not unknown', () => {
    const [row] = explainCharge(withLine({ price: { waived: true }, quantity: '0', listCost: '0', effectiveCost: '0' }), NOW_MS);

    expect(row).toMatchObject({ cost: '$0.00', price: 'waived by the provider', sum: null });
  });

  it('shows the list price beside one that was negotiated', () => {
    const price = { source: 'override', asOf: '2026-11-20', id: null, basis: 'negotiated', estimated: false, tierNotApplied: false } as const;
    const prices = { price: { ...price, listPrice: '0.2', effectivePrice: '0.1' }, listCost: '0.2', effectiveCost: '0.1' };

    expect(explainCharge(withLine(prices), NOW_MS)[0]?.sum).toBe('1 h × 0.1 = 0.1 USD (list 0.2: 0.2 USD)');
  });

  it('does not call time unknown twice that a guess already covers', () => {
    const guess = toJoined(sampleCharge({ evidence: 0, toMinute: 30, unknownMinutes: [[0, 40]], observedMinute: 60 }), 'a');

    expect(explainCharge(guess, NOW_MS).map(({ when }) => when)).toEqual(['10:00–10:30', '10:30–10:40']);
  });

  it('says of an hour that is over what no look has reached, and of one that runs nothing', () => {
    const half = toJoined(sampleCharge({ toMinute: 30, observedMinute: 30 }), 'a');

    const [over, running] = [explainCharge(half, NOW_MS), explainCharge(half, NOW_MS - 1)];

    expect(over.map(({ when, cost }) => [when, cost])).toEqual([
      ['10:00–10:30', '$0.096'],
      ['10:30–11:00', '—'],
    ]);
    expect(over[1]?.proof).toContain('nobody has looked since');
    expect(running).toHaveLength(1);
  });

  it('tells the many lines of a power meter in one after the 24th, and leaves none of the money out', () => {
    const lines = Array.from({ length: 60 }, (_, minute) => toJoined(sampleCharge({ fromMinute: minute, toMinute: minute + 1 }), 'a').lines).flat();

    const rows = explainCharge({ ...toJoined(sampleCharge({ meter: 'energy' }), 'a'), lines }, NOW_MS);

    expect(rows).toHaveLength(25);
    expect(rows.at(-1)).toMatchObject({ when: '10:24–11:00', what: 'energy: 36 more lines', cost: '$0.115' });
  });
});
