import type { Collection, Discovery, Resource } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { collectionFaults } from './collection-faults.ts';
import { discoveryFaults } from './discovery-faults.ts';
import { createSmallProvider, SMALL_COLLECTION, SMALL_DISCOVERY, SMALL_RESOURCE } from './small-provider.ts';
import { testProvider } from './test-provider.ts';

testProvider('a small provider', async () => createSmallProvider());

const { billingRules } = createSmallProvider();
const [opened, , done] = SMALL_DISCOVERY as [Discovery, Discovery, Discovery];
const listed = (changes: Partial<Resource>): Discovery => ({ type: 'resource', resource: { ...SMALL_RESOURCE, ...changes } });
const [compute] = SMALL_RESOURCE.sightings as [Resource['sightings'][number]];

describe('what the suite finds in a discovery', () => {
  it.each<{ fault: string; items: Discovery[]; says: RegExp }>([
    { fault: 'a resource before its scope', items: [listed({}), opened, done], says: /resource before it was opened/ },
    { fault: 'a scope without an end', items: [opened, listed({})], says: /neither done nor failed/ },
    { fault: 'a resource after the end', items: [opened, listed({}), done, listed({ id: 'arn:b' })], says: /resource after its end/ },
    { fault: 'a wrong count', items: [opened, done], says: /says 1 resources, listed 0/ },
    { fault: 'a scope id that is none', items: [{ type: 'scope', scope: 'aws/1', observedAtMs: 1 }], says: /is no scope id/ },
    { fault: 'one id twice', items: [opened, listed({}), listed({}), { ...done, count: 2 } as Discovery], says: /listed twice/ },
    { fault: 'an id with a blank', items: [opened, listed({ id: 'web 1' }), done], says: /no canonical id/ },
    { fault: 'an ARM id in capitals', items: [opened, listed({ id: '/subscriptions/AB' }), done], says: /lower-cased/ },
    {
      fault: 'an unknown unit',
      items: [opened, listed({ sightings: [{ ...compute, offer: { ...compute.offer, unit: 'kWh' } }] }), done],
      says: /unit "kWh"/,
    },
    {
      fault: 'a float for an amount',
      items: [opened, listed({ sightings: [{ ...compute, offer: { ...compute.offer, amount: '1e3' } }] }), done],
      says: /no decimal/,
    },
    {
      fault: 'a meter without a rule',
      items: [opened, listed({ sightings: [{ ...compute, meter: 'gateway' }] }), done],
      says: /no billing rule for ec2 gateway/,
    },
    { fault: 'a meter sighted twice', items: [opened, listed({ sightings: [compute, compute] }), done], says: /sighted twice/ },
    { fault: 'a tag that is no text', items: [opened, listed({ tags: { n: 1 as never } }), done], says: /no short text/ },
    { fault: 'an attribute for a secret', items: [opened, listed({ attributes: { userData: 'x' } }), done], says: /may carry a secret/ },
    {
      fault: 'a start between milliseconds',
      items: [opened, listed({ sightings: [{ ...compute, startMs: 1.5 }] }), done],
      says: /no whole millisecond/,
    },
  ])('$fault', ({ items, says }) => {
    const faults = discoveryFaults(items, billingRules);

    expect(faults.join('\n')).toMatch(says);
  });

  it('nothing in a good one', () => {
    expect(discoveryFaults(SMALL_DISCOVERY, billingRules)).toEqual([]);
  });
});

describe('what the suite finds in a collection', () => {
  const [series, reading, allocation] = SMALL_COLLECTION as [
    Extract<Collection, { type: 'series' }>,
    Extract<Collection, { type: 'reading' }>,
    Extract<Collection, { type: 'allocation' }>,
  ];
  const seriesWith = (changes: object): Collection => ({ type: 'series', series: { ...series.series, ...changes } });
  const readingWith = (changes: object): Collection => ({ type: 'reading', reading: { ...reading.reading, ...changes } });
  const allocationWith = (changes: object): Collection => ({ type: 'allocation', allocation: { ...allocation.allocation, ...changes } });

  it.each<{ fault: string; items: Collection[]; says: RegExp }>([
    { fault: 'a series of a stranger', items: [seriesWith({ resourceId: 'arn:x' })], says: /not asked about/ },
    { fault: 'NaN', items: [seriesWith({ values: [Number.NaN] })], says: /neither finite nor null/ },
    { fault: 'a utilisation of 12', items: [seriesWith({ values: [12] })], says: /no ratio/ },
    { fault: 'a step of nothing', items: [seriesWith({ stepMs: 0 })], says: /steps 0 ms/ },
    { fault: 'a reading over two hours', items: [readingWith({ toMs: reading.reading.toMs + 1 })], says: /crosses the hour/ },
    { fault: 'a reading of no length', items: [readingWith({ toMs: reading.reading.fromMs })], says: /reads \[/ },
    { fault: 'a reading that says nothing', items: [readingWith({ offer: null })], says: /neither an offer nor an unknown span/ },
    { fault: 'two readings of one instant', items: [reading, reading], says: /overlap/ },
    {
      fault: 'shares beyond the whole',
      items: [allocation, allocationWith({ target: { kind: 'pod', id: 'c' }, share: '0.50000001' })],
      says: /sum to 1.00000001/,
    },
    { fault: 'one target twice', items: [allocation, allocation], says: /allocated twice/ },
    { fault: 'an allocation of half an hour', items: [allocationWith({ hourStartMs: 1_800_000 })], says: /starts at no hour/ },
    {
      fault: 'a cursor that JSON loses',
      items: [{ type: 'cursor', scope: SMALL_RESOURCE.scope, cursor: { seen: new Map() } }],
      says: /survive JSON/,
    },
    {
      fault: 'a problem without a word',
      items: [{ type: 'problem', problem: { stage: 'collect', code: 'INTERNAL', scope: null, message: '' } }],
      says: /without a message/,
    },
  ])('$fault', ({ items, says }) => {
    const faults = collectionFaults(items, [SMALL_RESOURCE], billingRules);

    expect(faults.join('\n')).toMatch(says);
  });

  it('nothing in a good one', () => {
    expect(collectionFaults(SMALL_COLLECTION, [SMALL_RESOURCE], billingRules)).toEqual([]);
  });
});
