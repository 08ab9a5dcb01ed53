import { DEFAULT_TENANT } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS } from './sample-charge.ts';
import { sampleCycle, sampleIntake } from './sample-intake.ts';
import type { OpenStore } from './test-store.ts';

const TENANT = DEFAULT_TENANT;
const AGENT = { agentId: 'aws-1', hostname: 'ip-10-0-0-5', provider: 'aws', region: 'us-west-2', configJson: '{"interval_s":300}' };

/** Agents, their cycles and what they lost. */
export function testStoredAgents(open: OpenStore): void {
  describe('agents', () => {
    it('lists agents by their last sign of life, registration and body alike', async () => {
      const store = await open();

      await store.register(TENANT, AGENT, 1000);
      await store.register(TENANT, { ...AGENT, agentId: 'aws-2' }, 2000);
      await store.ingest(TENANT, sampleIntake({ agentId: 'aws-1', receivedMs: 3000 }));

      expect((await store.agents(TENANT)).map(({ agentId, heartbeatMs, registeredMs }) => [agentId, heartbeatMs, registeredMs])).toEqual([
        ['aws-1', 3000, 1000],
        ['aws-2', 2000, 2000],
      ]);
    });

    it('keeps the last registration of an agent, and says that it is registered', async () => {
      const store = await open();

      await store.register(TENANT, AGENT, 1000);
      await store.register(TENANT, { ...AGENT, hostname: 'new', configJson: '{}' }, 2000);

      expect(await store.agents(TENANT)).toEqual([{ ...AGENT, hostname: 'new', configJson: '{}', registeredMs: 2000, heartbeatMs: 2000 }]);
      expect(await store.ingest(TENANT, sampleIntake({}))).toMatchObject({ registered: true });
    });

    it('lists an agent that never registered as its bodies describe it', async () => {
      const store = await open();

      const outcome = await store.ingest(TENANT, sampleIntake({ agentId: 'stranger', receivedMs: 3000 }));

      expect(outcome).toMatchObject({ registered: false });
      expect(await store.agents(TENANT)).toMatchObject([{ agentId: 'stranger', hostname: 'ip-10-0-0-5', registeredMs: null, heartbeatMs: 3000 }]);
    });

    it('keeps the latest cycle of each agent, in whatever order they arrive', async () => {
      const store = await open();
      const cycleAt = (timestampMs: number, seconds: number) => {
        const scope = { scope: 'aws/1/r/ec2', complete: true, resources: 1, calls: 1, seconds, problem: null };
        return sampleIntake({ timestampMs, cycle: sampleCycle({ scopes: [scope] }) });
      };

      await store.ingest(TENANT, cycleAt(2000, 2));
      await store.ingest(TENANT, cycleAt(1000, 1));

      expect(await store.cycles(TENANT)).toMatchObject([{ agentId: 'aws-1', timestampMs: 2000, scopes: [{ seconds: 2 }] }]);
    });

    it('keeps what agents say they lost', async () => {
      const store = await open();
      const gap = { class: 'P2', reason: 'the spool was full', fromMs: 1000, toMs: 2000, records: 7 } as const;

      await store.ingest(TENANT, sampleIntake({ gaps: [gap], receivedMs: SAMPLE_HOUR_MS }));

      expect(await store.gaps(TENANT, SAMPLE_HOUR_MS)).toEqual([{ agentId: 'aws-1', ...gap }]);
      expect(await store.gaps(TENANT, SAMPLE_HOUR_MS + 1)).toEqual([]);
    });
  });
}
