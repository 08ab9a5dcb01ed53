import type { Collection, Discovery, LookItem, Resource } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createFeed } from './collect/feed.ts';
import type { Round } from './collect/round.ts';
import { sampleMachine } from './collect/sample-machine.ts';
import { look } from './look.ts';

const SCOPE = 'aws/123456789012/us-west-2/ec2';
const never = new AbortController().signal;
const OPENED: Discovery = { type: 'scope', scope: SCOPE, observedAtMs: 1 };
const DONE: Discovery = { type: 'done', scope: SCOPE, count: 2, calls: 2 };

function listed(name: string): Discovery {
  return { type: 'resource', resource: sampleMachine(name) };
}

/** Has something of each resource at once, and a cursor at the end. */
function createFakeRound(log: string[] = []): Round {
  const answers = createFeed<Iterable<Collection>>();
  const seriesOf = ({ id }: Resource): Collection => ({
    type: 'series',
    series: { resourceId: id, name: 'cpu.utilization', unit: '1', statistic: 'average', startMs: 0, stepMs: 1, values: [0] },
  });
  return {
    async see(resources) {
      log.push(`see ${resources.map(({ name }) => name).join()}`);
      if (resources.length > 0) answers.put(resources.map(seriesOf));
    },
    endListing() {
      log.push('end');
      answers.put([{ type: 'cursor', scope: SCOPE, cursor: 1 }]);
      answers.end();
    },
    async *items() {
      for await (const portion of answers.portions()) yield* portion;
    },
  };
}

async function said(portions: AsyncIterable<Iterable<LookItem>>, log: string[] = []): Promise<string[]> {
  for await (const portion of portions) for (const item of portion) log.push(item.type === 'problem' ? item.problem.message : item.type);
  return log;
}

describe('look', () => {
  it('collects of a page while the next one is still to come', async () => {
    let turn = (): void => {};
    async function* pages(): AsyncGenerator<readonly Discovery[]> {
      yield [OPENED, listed('i-1')];
      await new Promise<void>((resolve) => {
        turn = resolve;
      });
      yield [listed('i-2'), DONE];
    }
    const log: string[] = [];
    const reading = said(look(pages(), createFakeRound(), never), log);
    await new Promise((resolve) => setTimeout(resolve, 5));

    expect(log).toEqual(['scope', 'resource', 'series']);

    turn();
    expect(await reading).toEqual(['scope', 'resource', 'series', 'resource', 'done', 'series', 'cursor']);
  });

  it('shows a page to its reader before it collects of it', async () => {
    async function* pages(): AsyncGenerator<readonly Discovery[]> {
      yield [OPENED, listed('i-1')];
      yield [DONE];
    }
    const log: string[] = [];

    await said(look(pages(), createFakeRound(log), never), log);

    expect(log.indexOf('resource')).toBeLessThan(log.findIndex((line) => line.startsWith('see')));
    expect(log.filter((line) => line === 'end')).toHaveLength(1);
  });

  it('tells of a listing that breaks off, and collects of what was listed', async () => {
    async function* pages(): AsyncGenerator<readonly Discovery[]> {
      yield [OPENED, listed('i-1')];
      throw new Error('the regions cannot be listed');
    }

    const items = await said(look(pages(), createFakeRound(), never));

    expect(items).toEqual(expect.arrayContaining(['scope', 'resource', 'the regions cannot be listed', 'series', 'cursor']));
  });

  it('tells of a collection that breaks off, and lists to the end', async () => {
    async function* pages(): AsyncGenerator<readonly Discovery[]> {
      yield [OPENED, listed('i-1')];
      yield [DONE];
    }
    const broken: Round = {
      ...createFakeRound(),
      items: async function* () {
        yield* [];
        throw new Error('out of order');
      },
    };

    const items = await said(look(pages(), broken, never));

    expect(items.sort()).toEqual(['done', 'out of order', 'resource', 'scope']);
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    async function* pages(): AsyncGenerator<readonly Discovery[]> {
      yield [OPENED, listed('i-1')];
      stop.abort();
      yield [DONE];
    }

    await expect(said(look(pages(), createFakeRound(), stop.signal))).rejects.toMatchObject({ name: 'AbortError' });
  });
});
