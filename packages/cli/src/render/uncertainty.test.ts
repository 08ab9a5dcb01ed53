import type { WireDocument } from '@openfinops/core';
import { expect, it } from 'vitest';
import { ownedServer, troubledFleet } from './sample-documents.ts';
import { findUncertainties } from './uncertainty.ts';

it('counts time that nobody saw', () => {
  expect(findUncertainties(ownedServer())).toEqual([
    { service: 'host', meter: 'energy', resources: 1, seconds: 300, why: 'nobody looked: not in the figures, though it may have run' },
  ]);
});

it('counts a guess as a guess, not a second time as unseen', () => {
  expect(findUncertainties(troubledFleet())).toEqual([
    { service: 'ebs', meter: 'storage', resources: 1, seconds: 900, why: 'seen once only: in the figures as a guess' },
  ]);
});

it.each([
  { evidence: 1, unsettled: false, why: 'changed between two looks: the cheaper is in the figures' },
  { evidence: 2, unsettled: true, why: 'the provider may still change the bill' },
] as const)('says of evidence $evidence: $why', ({ evidence, unsettled, why }) => {
  const document = ownedServer();
  const [charge] = document.charges;
  if (!charge) throw new Error('the sample has charges');
  const lines = charge.lines.map((line) => ({ ...line, evidence, unsettled }));
  const unknown = evidence === 1 ? lines.map(({ from, to }): [number, number] => [from, to]) : [];
  const changed: WireDocument = { ...document, charges: [{ ...charge, lines, unknown }] };

  const found = findUncertainties(changed);

  expect(found).toEqual([{ service: 'host', meter: 'capex', resources: 1, seconds: 900, why }]);
});

it('is silent about hours that are over', () => {
  const document = ownedServer();

  const found = findUncertainties({ ...document, window: { ...document.window, end: document.window.end + 3600 } });

  expect(found).toEqual([]);
});
