import { describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, sampleCharge } from '../../../testing/src/sample-charge.ts';
import { sampleCycle, sampleIntake, sampleResource, sampleSeries } from '../../../testing/src/sample-intake.ts';
import { packIntake, unpackIntake } from './pack-intake.ts';

const CHARGES = [
  { what: 'a priced line', charge: sampleCharge() },
  { what: 'a line without a price', charge: sampleCharge({ price: null }) },
  { what: 'no line', charge: sampleCharge({ toMinute: 0, unknownMinutes: [[0, 30]] }) },
  { what: 'a guess', charge: sampleCharge({ evidence: 0, unsettled: true, unknownMinutes: [[0, 60]] }) },
  { what: 'another price of the same sku', charge: sampleCharge({ price: '0.2' }) },
  { what: 'the first price of that sku again', charge: sampleCharge() },
  { what: 'another sku', charge: sampleCharge({ sku: 'm5.large', currency: 'EUR' }) },
];

describe('packIntake', () => {
  it.each(CHARGES)('keeps a charge with $what as it is', ({ charge }) => {
    const intake = sampleIntake({ charges: [charge] });

    expect(unpackIntake(packIntake(intake))).toEqual(intake);
  });

  it('keeps many charges in their order, with their places in the body', () => {
    const charges = CHARGES.map(({ charge }, at) => ({ index: at * 2, record: charge }));
    const intake = { ...sampleIntake({}), charges };

    expect(unpackIntake(packIntake(intake)).charges).toEqual(charges);
  });

  it('keeps everything that is no charge', () => {
    const intake = sampleIntake({
      batchId: 'batch-1',
      rejected: [{ list: 'charges', index: 3, field: 'id', reason: 'does not match' }],
      resources: [sampleResource({ name: 'Zürich "1" \u{1f4b6}' })],
      series: [sampleSeries()],
      gaps: [{ class: 'P2', reason: 'full', fromMs: SAMPLE_HOUR_MS, toMs: SAMPLE_HOUR_MS + 1, records: 2 }],
      cycle: sampleCycle(),
    });

    expect(unpackIntake(packIntake(intake))).toEqual(intake);
  });

  it('says once what many lines are charged by', () => {
    const charges = Array.from({ length: 100 }, (_, at) => sampleCharge({ resourceId: `machine-${at}` }));

    const { content } = packIntake(sampleIntake({ charges }));

    expect(content.match(/2026-07-20/g)).toHaveLength(1);
  });
});
