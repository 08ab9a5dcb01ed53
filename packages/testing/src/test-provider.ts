import { type Collection, type Discovery, isAbort, isDecimal, type LookItem, type LookNeeds, type Provider, type ScopeId } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { collectionFaults } from './collection-faults.ts';
import { discoveryFaults, resourcesOf } from './discovery-faults.ts';
import { lookOnce } from './look-once.ts';
import { watchEnvironment } from './watch-environment.ts';

const NO_CURSORS: ReadonlyMap<ScopeId, unknown> = new Map();
const NEEDS: Omit<LookNeeds, 'signal'> = {
  cursorOf: () => undefined,
  rateOf: () => ({ listPerHour: null, effectivePerHour: null, currency: 'USD', missing: [] }),
};

/**
 * The contract that every provider keeps, whatever it reads.
 * @param makeProvider a fresh provider over the same fake world at each call
 */
export function testProvider(name: string, makeProvider: () => Promise<Provider>): void {
  describe(`${name} (provider contract)`, () => {
    const opened: Provider[] = [];
    const open = async () => {
      const provider = await makeProvider();
      opened.push(provider);
      return provider;
    };
    const signal = () => new AbortController().signal;
    const look = (provider: Provider, cursors = NO_CURSORS) => lookOnce(provider, { cursors });
    afterEach(async () => {
      for (const provider of opened.splice(0)) await provider.close?.();
    });

    it('lists its scopes in order, with resources, offers and rules that fit the model', async () => {
      const provider = await open();

      const items = await all(provider.discover(signal()));

      expect(items.some((item) => item.type === 'scope' || item.type === 'failure')).toBe(true);
      expect(discoveryFaults(items, provider.billingRules)).toEqual([]);
    });

    it('calls everything by the same id at every look and after a restart', async () => {
      const provider = await open();
      const reborn = await open();

      const looks = [await all(provider.discover(signal())), await all(provider.discover(signal())), await all(reborn.discover(signal()))];

      const [first, second, third] = looks.map(idsOf);
      expect(second).toEqual(first);
      expect(third).toEqual(first);
    });

    it('collects series, readings and allocations that fit the model', async () => {
      const provider = await open();

      const { found, collected } = await look(provider);

      expect(collectionFaults(collected, resourcesOf(found), provider.billingRules)).toEqual([]);
    });

    it('goes on from its own cursors, and is not thrown by cursors that it cannot read', async () => {
      const provider = await open();
      const { found, collected } = await look(provider);
      const own = new Map(cursorsOf(collected).map(({ scope, cursor }) => [scope, JSON.parse(JSON.stringify(cursor)) as unknown]));
      const foreign = new Map(found.flatMap((item) => (item.type === 'scope' ? [[item.scope, { nobody: ['knows', null] }] as const] : [])));

      const next = await look(provider, own);
      const astray = await look(provider, foreign);

      expect(collectionFaults(next.collected, resourcesOf(next.found), provider.billingRules)).toEqual([]);
      expect(collectionFaults(astray.collected, resourcesOf(astray.found), provider.billingRules)).toEqual([]);
    });

    it('lists the same, in order, whether it collects or not', async () => {
      const provider = await open();

      const { found } = await look(provider);

      expect(discoveryFaults(found, provider.billingRules)).toEqual([]);
      expect(idsOf(found)).toEqual(idsOf(await all(provider.discover(signal()))));
    });

    it.each([{ what: 'discover' as const }, { what: 'look' as const }, { what: 'look' as const, after: 'done' as const }])(
      '$what ends with an AbortError once it is aborted',
      async ({ what, after }) => {
        const provider = await open();
        const stop = new AbortController();
        const start = () => (what === 'discover' ? provider.discover(stop.signal) : itemsOf(provider.look({ ...NEEDS, signal: stop.signal })));
        const underWay = start()[Symbol.asyncIterator]();

        for (let next = await underWay.next(); after !== undefined && next.value?.type !== after; next = await underWay.next());
        stop.abort();

        expect(await abortOf(() => drain(underWay))).toBe(true);
        expect(await abortOf(() => all<LookItem>(start()))).toBe(true);
      },
    );

    it('names each permission or source once, and says what to do where one is missing', async () => {
      const provider = await open();

      const probes = await provider.probe(signal());

      expect(probes.length).toBeGreaterThan(0);
      expect(new Set(probes.map((probe) => probe.name)).size).toBe(probes.length);
      expect(probes.filter((probe) => !probe.ok && (probe.hint ?? '') === '')).toEqual([]);
    });

    it('plans its calls and their cost before the first call', async () => {
      const provider = await open();

      const plan = provider.plan({});

      expect(plan.calls).toBeGreaterThanOrEqual(0);
      expect(plan.billedUnits).toBeGreaterThanOrEqual(0);
      expect(isDecimal(plan.usdPerMonth)).toBe(true);
    });

    it('says whose account it speaks for', async () => {
      const { info } = await open();

      expect([info.accountId, info.region, info.hostname].filter((text) => text === '')).toEqual([]);
    });

    it('takes its settings from its options alone, never from the environment', async () => {
      const environment = watchEnvironment();

      try {
        await look(await open());
      } finally {
        environment.restore();
      }

      expect(environment.reads).toEqual([]);
    });

    it('may be closed twice', async () => {
      const provider = await open();
      await look(provider);

      await provider.close?.();
      await provider.close?.();

      opened.splice(0);
    });
  });
}

function idsOf(items: readonly Discovery[]): string[] {
  return resourcesOf(items)
    .map((resource) => resource.id)
    .sort();
}

async function* itemsOf(portions: ReturnType<Provider['look']>): AsyncGenerator<LookItem> {
  for await (const portion of portions) yield* portion;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** What follows an abort: at most one item that was on its way, never a failure made of the abort. */
async function drain(items: AsyncIterator<LookItem>): Promise<void> {
  for (let next = await items.next(); next.done !== true; next = await items.next()) {
    if (next.value.type === 'failure') throw new Error('the abort was turned into a failure');
  }
}

async function abortOf(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
  } catch (error) {
    if (!isAbort(error)) throw error;
    return true;
  }
  return false;
}

function cursorsOf(items: readonly Collection[]): { scope: ScopeId; cursor: unknown }[] {
  return items.flatMap((item) => (item.type === 'cursor' ? [item] : []));
}
