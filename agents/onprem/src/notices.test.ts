import { createFakePorts } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { OnpremOptions } from './options.ts';
import { createOnpremProvider } from './provider.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url).pathname;
const PURCHASE = { price: 35_040, lifeYears: 4, inService: '2025-03-01' };

const openFixture = (name: string, options: object = {}) =>
  createOnpremProvider(OnpremOptions.parse({ root: `${FIXTURES}${name}`, ...options }), createFakePorts());

describe('the first line', () => {
  const card = { purchase: PURCHASE, power: { watts: 400 }, tariff: { pricePerKwh: 0.2 } };

  it.each([
    { what: 'no card', options: { hosting: 'owned' }, says: /No rate card: .* `openfinops-agent config init > openfinops\.yaml`/ },
    { what: 'the example card', options: { hosting: 'owned', card, exampleCard: true }, says: /Example rate card: .*rate-card-example/ },
    { what: 'a card without power', options: { hosting: 'owned', card: { purchase: PURCHASE } }, says: /says nothing of power/ },
    { what: 'hosting that was decided', options: { card }, says: /hosting auto: owned, as DMI names no cloud/ },
  ])('names $what', async ({ options, says }) => {
    const { info } = await openFixture('owned-server', options);

    expect(info.notices).toEqual([expect.stringMatching(says)]);
  });

  it('is quiet when all is said', async () => {
    const { info } = await openFixture('owned-server', { hosting: 'owned', card });

    expect(info).toEqual({ accountId: 'onprem', region: 'global', hostname: 'rack3-node12', notices: [] });
  });
});
