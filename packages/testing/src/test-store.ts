import { DEFAULT_TENANT, HOUR_MS, type Store } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, sampleCharge } from './sample-charge.ts';
import { sampleIntake, sampleResource } from './sample-intake.ts';
import { testStoredAgents } from './test-stored-agents.ts';
import { testStoredMoney } from './test-stored-money.ts';
import { testStoredReports } from './test-stored-reports.ts';
import { testStoredUse } from './test-stored-use.ts';

/** Somewhere that a store can be opened at, closed, and opened again. */
export interface StorePlace {
  open(): Promise<Store> | Store;
  remove(): Promise<void> | void;
}

/** Opens a store that the suite closes by itself. */
export type OpenStore = () => Promise<Store>;

const TENANT = DEFAULT_TENANT;

/** The contract that every store keeps, whatever it is made of. */
export function testStore(name: string, make: () => Promise<StorePlace> | StorePlace): void {
  describe(`${name} (store contract)`, () => {
    const places: StorePlace[] = [];
    const opened: Store[] = [];
    const openAt = async (place: StorePlace): Promise<Store> => {
      const store = await place.open();
      opened.push(store);
      return store;
    };
    const makePlace = async (): Promise<StorePlace> => {
      const place = await make();
      places.push(place);
      return place;
    };
    const open: OpenStore = async () => openAt(await makePlace());
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
      for (const place of places.splice(0)) await place.remove();
    });

    testStoredMoney(open);
    testStoredAgents(open);
    testStoredUse(open);
    testStoredReports(open);

    it('counts a batch that is sent twice once, and answers as it did the first time', async () => {
      const store = await open();
      const rejected = [{ list: 'charges', index: 1, field: 'id', reason: 'does not match' }];
      const intake = sampleIntake({ batchId: 'batch-1', charges: [sampleCharge()], rejected, events: 2 });

      const first = await store.ingest(TENANT, intake);
      const second = await store.ingest(TENANT, intake);

      expect(first).toEqual({ status: 'stored', accepted: 1, rejected, registered: false });
      expect(second).toEqual({ status: 'duplicate', accepted: 1, rejected, registered: false });
      expect(await store.activity(TENANT, 0)).toEqual({ bodies: 1, events: 2 });
    });

    it('keeps nothing of another body under a known batch id', async () => {
      const store = await open();
      await store.ingest(TENANT, sampleIntake({ batchId: 'batch-1', charges: [sampleCharge()] }));

      const outcome = await store.ingest(
        TENANT,
        sampleIntake({ batchId: 'batch-1', hash: 'another', charges: [sampleCharge({ resourceId: 'other' })] }),
      );

      expect(outcome).toEqual({ status: 'mismatch' });
      expect(await store.charges(TENANT, SAMPLE_HOUR_MS)).toHaveLength(1);
    });

    it('knows batches and charges that came a moment before, ahead of their commit', async () => {
      const store = await open();
      const half = (batchId: string, fromMinute: number) =>
        sampleIntake({ batchId, charges: [sampleCharge({ fromMinute, toMinute: fromMinute + 15 })] });
      const together = [half('batch-1', 0), half('batch-1', 0), { ...half('batch-1', 0), hash: 'another' }, half('batch-2', 15), half('batch-3', 15)];

      const outcomes = await Promise.all(together.map((intake) => store.ingest(TENANT, intake)));

      expect(outcomes.map(({ status }) => status)).toEqual(['stored', 'duplicate', 'mismatch', 'stored', 'stored']);
      expect(await store.charges(TENANT, SAMPLE_HOUR_MS)).toMatchObject([{ knownCost: '0.096', lines: { length: 2 } }]);
      expect(await store.scopeCosts(TENANT, 'hour', 0, Number.MAX_SAFE_INTEGER)).toMatchObject([{ knownCost: '0.096', charges: 1 }]);
      expect(await store.activity(TENANT, 0)).toMatchObject({ bodies: 3 });
    });

    it('takes the same batch id from two agents, and bodies without ids every time', async () => {
      const store = await open();

      const outcomes = [
        await store.ingest(TENANT, sampleIntake({ batchId: 'batch-1', agentId: 'a' })),
        await store.ingest(TENANT, sampleIntake({ batchId: 'batch-1', agentId: 'b' })),
        await store.ingest(TENANT, sampleIntake({ batchId: null, agentId: 'a' })),
        await store.ingest(TENANT, sampleIntake({ batchId: null, agentId: 'a' })),
      ];

      expect(outcomes.map(({ status }) => status)).toEqual(['stored', 'stored', 'stored', 'stored']);
    });

    it('knows everything again after it was closed and opened', async () => {
      const place = await makePlace();
      const before = await openAt(place);
      await before.register(TENANT, { agentId: 'aws-1', hostname: 'h', provider: 'aws', region: 'global', configJson: '{}' }, SAMPLE_HOUR_MS);
      await before.ingest(TENANT, sampleIntake({ batchId: 'batch-1', charges: [sampleCharge()] }));
      const [charges, totals] = [await before.charges(TENANT, SAMPLE_HOUR_MS), await before.scopeCosts(TENANT, 'month', 0, Number.MAX_SAFE_INTEGER)];
      await before.close();

      const after = await openAt(place);

      expect(await after.charges(TENANT, SAMPLE_HOUR_MS)).toEqual(charges);
      expect(await after.scopeCosts(TENANT, 'month', 0, Number.MAX_SAFE_INTEGER)).toEqual(totals);
      expect(await after.agents(TENANT)).toHaveLength(1);
      expect(await after.ingest(TENANT, sampleIntake({ batchId: 'batch-1', charges: [sampleCharge()] }))).toMatchObject({ status: 'duplicate' });
    });

    it('shows a tenant nothing of another', async () => {
      const store = await open();
      const intake = sampleIntake({ batchId: 'batch-1', charges: [sampleCharge()] });
      await store.ingest(TENANT, intake);

      const other = TENANT + 1;
      const outcome = await store.ingest(other, sampleIntake({ batchId: 'batch-1', charges: [sampleCharge({ toMinute: 30 })] }));

      expect(outcome).toMatchObject({ status: 'stored' });
      expect((await store.charges(TENANT, SAMPLE_HOUR_MS)).map(({ knownCost }) => knownCost)).toEqual(['0.192']);
      expect((await store.charges(other, SAMPLE_HOUR_MS)).map(({ knownCost }) => knownCost)).toEqual(['0.096']);
      expect(await store.agents(other + 1)).toEqual([]);
      expect((await store.recent(other + 1, 0, { rows: 10, bytes: 10_000 })).bodies).toEqual([]);
    });

    it('gives the charges of one resource alone, the latest hour first, and its latest description', async () => {
      const store = await open();
      const later = SAMPLE_HOUR_MS + HOUR_MS;
      const charges = [
        sampleCharge({ resourceId: 'r' }),
        sampleCharge({ resourceId: 'r', meter: 'storage' }),
        sampleCharge({ resourceId: 'r', hourStartMs: later }),
        sampleCharge({ resourceId: 'r', hourStartMs: later + HOUR_MS }),
        sampleCharge({ resourceId: 'other', hourStartMs: later }),
      ];
      const [old, recent] = [sampleResource({ id: 'r', name: 'old' }), sampleResource({ id: 'r', name: 'recent' })];
      await store.ingest(TENANT, sampleIntake({ charges, resources: [recent], timestampMs: later }));
      await store.ingest(TENANT, sampleIntake({ resources: [old, sampleResource({ id: 'other' })], timestampMs: SAMPLE_HOUR_MS, hash: 'second' }));

      const found = await store.resourceCharges(TENANT, 'r', { startMs: SAMPLE_HOUR_MS, endMs: later + HOUR_MS });
      const records = await store.resourceRecords(TENANT, 'r');

      expect(found.map(({ hourStartMs, meter, knownCost }) => [hourStartMs, meter, knownCost])).toEqual([
        [later, 'compute', '0.192'],
        [SAMPLE_HOUR_MS, 'compute', '0.192'],
        [SAMPLE_HOUR_MS, 'storage', '0.192'],
      ]);
      expect(records).toEqual([{ resource: recent, seenMs: later }]);
      expect(await store.resourceCharges(TENANT + 1, 'r', { startMs: SAMPLE_HOUR_MS, endMs: later })).toEqual([]);
      expect(await store.resourceRecords(TENANT + 1, 'r')).toEqual([]);
    });

    it('gives the newest bodies first, as they came, as long as they fit', async () => {
      const store = await open();
      for (const note of ['one', 'two', 'three']) {
        const json = `{"agent_id":"aws-1","hostname":"h","timestamp":1,"metrics":{"note":"${note} \\u00fc"},"events":[1]}`;
        await store.ingest(TENANT, sampleIntake({ json, timestampMs: 1000 }));
      }

      const all = await store.recent(TENANT, 0, { rows: 10, bytes: 10_000 });
      const few = await store.recent(TENANT, 0, { rows: 2, bytes: 10_000 });
      const small = await store.recent(TENANT, 0, { rows: 10, bytes: 120 });

      expect(all.bodies.map(({ metricsJson }) => JSON.parse(metricsJson).note)).toEqual(['three ü', 'two ü', 'one ü']);
      expect(all.bodies[0]).toMatchObject({
        agentId: 'aws-1',
        hostname: 'h',
        region: 'unknown',
        timestampMs: 1000,
        eventsJson: '[1]',
        tracesJson: '[]',
      });
      expect([all.truncated, few.truncated, small.truncated]).toEqual([false, true, true]);
      expect([few.bodies.length, small.bodies.length]).toEqual([2, 1]);
    });

    it('refuses writes after it was closed', async () => {
      const place = await makePlace();
      const store = await place.open();
      await store.close();

      await expect(store.ingest(TENANT, sampleIntake({}))).rejects.toThrow();
    });
  });
}
