import { type JoinedCharge, toJoined } from '@openfinops/core';
import { expect, it } from 'vitest';
import { sampleCharge } from '../../packages/testing/src/sample-charge.ts';
import { reckon } from './reckon.ts';

/** 0.192 an hour: the whole hour, a half and a quarter of it. */
const SENT = [60, 30, 15].map((toMinute) => sampleCharge({ resourceId: `machine-${toMinute}`, toMinute }));
const ACKNOWLEDGED = { batches: 2, charges: new Map(SENT.map((charge) => [charge.id, charge])) };
const HELD = { batches: 2, charges: SENT.map((charge) => toJoined(charge, 'agent')), listCosts: ['0.336'] };

it('finds nothing amiss when each charge is held once and the totals are its exact sum', () => {
  expect(reckon(ACKNOWLEDGED, HELD)).toEqual({ owed: 3, missing: 0, duplicates: 0 });
});

it('adds the totals of several scopes', () => {
  expect(reckon(ACKNOWLEDGED, { ...HELD, listCosts: ['0.3', '0.036'] })).toEqual({ owed: 3, missing: 0, duplicates: 0 });
});

it.each([
  { what: 'a charge that is gone', held: { charges: HELD.charges.slice(1) }, missing: 1, duplicates: 0 },
  { what: 'costs that were exchanged, though their sum is right', held: { charges: exchanged() }, missing: 2, duplicates: 0 },
  { what: 'a body that is gone', held: { batches: 1 }, missing: 1, duplicates: 0 },
  { what: 'a total that is too low by a millionth', held: { listCosts: ['0.335999'] }, missing: 1, duplicates: 0 },
  { what: 'a total that is unknown', held: { listCosts: [null] }, missing: 1, duplicates: 0 },
  { what: 'a charge that counts its time twice', held: { charges: HELD.charges.map(doubled) }, missing: 0, duplicates: 3 },
  { what: 'a charge that nobody sent', held: { charges: [...HELD.charges, foreign()] }, missing: 0, duplicates: 1 },
  { what: 'a body that is stored twice', held: { batches: 3 }, missing: 0, duplicates: 1 },
  { what: 'a total that is too high by a millionth', held: { listCosts: ['0.336001'] }, missing: 0, duplicates: 1 },
])('finds $what', ({ held, missing, duplicates }) => {
  expect(reckon(ACKNOWLEDGED, { ...HELD, ...held })).toEqual({ owed: 3, missing, duplicates });
});

function doubled(charge: JoinedCharge): JoinedCharge {
  return { ...charge, lines: [...charge.lines, ...charge.lines] };
}

function exchanged(): JoinedCharge[] {
  const [whole, half, ...others] = HELD.charges;
  if (whole === undefined || half === undefined) throw new RangeError('there are no two charges to exchange');
  return [{ ...whole, listCost: half.listCost }, { ...half, listCost: whole.listCost }, ...others];
}

function foreign(): JoinedCharge {
  return toJoined(sampleCharge({ resourceId: 'machine-of-another' }), 'agent');
}
