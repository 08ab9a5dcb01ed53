import { describe, expect, it } from 'vitest';
import { lookInTurn } from './look-in-turn.ts';
import type { Resource } from './model.ts';
import type { Collection, Discovery, LookItem, LookNeeds } from './provider.ts';

const SCOPE = 'aws/123456789012/us-west-2/ec2';
const RESOURCE: Resource = {
  id: 'i-1',
  scope: SCOPE,
  kind: 'machine',
  name: 'i-1',
  sku: 'm5.large',
  state: 'running',
  purchase: 'on-demand',
  attributes: {},
  sightings: [],
  tags: {},
};
const LISTED: readonly Discovery[] = [
  { type: 'scope', scope: SCOPE, observedAtMs: 1 },
  { type: 'resource', resource: RESOURCE },
];

async function* replay(items: readonly Discovery[], end?: () => void): AsyncGenerator<Discovery> {
  yield* items;
  end?.();
}

async function* collectIds(resources: readonly Resource[]): AsyncGenerator<Collection> {
  yield { type: 'cursor', scope: SCOPE, cursor: resources.map(({ id }) => id) };
}

async function lookWith(end?: () => void, signal = new AbortController().signal): Promise<LookItem[]> {
  const needs: LookNeeds = {
    signal,
    cursorOf: () => undefined,
    rateOf: () => ({ listPerHour: null, effectivePerHour: null, currency: 'USD', missing: [] }),
  };
  const items: LookItem[] = [];
  for await (const portion of lookInTurn(() => replay(LISTED, end), collectIds)(needs)) items.push(...portion);
  return items;
}

describe('lookInTurn', () => {
  it('lists everything, then collects of it', async () => {
    expect(await lookWith()).toEqual([...LISTED, { type: 'cursor', scope: SCOPE, cursor: ['i-1'] }]);
  });

  it('tells of a listing that broke off, and collects of what it listed', async () => {
    const items = await lookWith(() => {
      throw new Error('the line is dead');
    });

    expect(items.slice(2)).toEqual([
      { type: 'problem', problem: { stage: 'discover', code: 'INTERNAL', scope: null, message: 'the line is dead' } },
      { type: 'cursor', scope: SCOPE, cursor: ['i-1'] },
    ]);
  });

  it('makes no problem of an abort', async () => {
    const stop = new AbortController();

    await expect(
      lookWith(() => {
        stop.abort();
        stop.signal.throwIfAborted();
      }, stop.signal),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
