import { type Batch, type Ledger, runCycle, type ScopeId } from '@openfinops/core';
import { expect, it } from 'vitest';
import { createFakePorts } from '../../../packages/testing/src/fake-ports.ts';
import { createReferenceAnswers } from '../../../packages/testing/src/reference-answers.ts';
import { beginWorld, HOUR_MS, WORLD_VARIABLE } from '../world/world.ts';
import { definition } from '../world/world-provider.ts';
import type { Obligation } from './agent-process.ts';
import { settle } from './settle.ts';

/** A world that began three hours of its own ago, with a look each hour. */
const LOOKS = 4;
const SPEC = beginWorld({ beganMs: Date.now() - LOOKS * 1000, speed: 3600, scopes: 1, machinesPerScope: 2 });
const FROM_MS = SPEC.startMs - HOUR_MS;
const TO_MS = SPEC.startMs + (LOOKS - 1) * HOUR_MS;
const BATCHES = await lookAgain();
const OBLIGATIONS = BATCHES.map(owe);
const FINAL = BATCHES.find(({ kind, expiresMs, records }) => kind === 'cost' && expiresMs === null && records > 2) as Batch;
const USE = BATCHES.find(({ kind }) => kind === 'use') as Batch;

const accountsOf = (delivered: readonly Batch[]) => ({ spec: SPEC, fromMs: FROM_MS, toMs: TO_MS, oracle: receive(delivered), mayGiveUp: false });

it('finds nothing amiss when all that was promised arrived, however often', async () => {
  const settlement = await settle({ ...accountsOf([...BATCHES, ...BATCHES]), obligations: OBLIGATIONS });

  expect(settlement).toMatchObject({ missing: 0, duplicates: 0, faults: [] });
  expect(settlement.owed).toBeGreaterThan(2 * LOOKS);
});

it('misses a batch that was promised, and the hours that were in it', async () => {
  const settlement = await settle({ ...accountsOf(BATCHES.filter((batch) => batch !== FINAL)), obligations: OBLIGATIONS });

  expect(settlement.missing).toBeGreaterThan(2);
  expect(settlement.faults.join()).toContain('batch not delivered');
});

it('misses hours that are true of the world though nobody promised them', async () => {
  const delivered = BATCHES.filter((batch) => batch !== FINAL);

  const settlement = await settle({ ...accountsOf(delivered), obligations: delivered.map(owe) });

  expect(settlement.missing).toBeGreaterThan(0);
});

it('finds a charge of another world', async () => {
  const elsewhere = { ...SPEC, machinesPerScope: 1 };

  const settlement = await settle({ ...accountsOf(BATCHES), spec: elsewhere, obligations: OBLIGATIONS });

  expect(settlement.duplicates).toBeGreaterThan(0);
});

it('finds a batch that came with two bodies', async () => {
  const other = { ...USE, json: USE.json.replace('0.5', '0.6') };

  const settlement = await settle({ ...accountsOf([...BATCHES, other]), obligations: OBLIGATIONS });

  expect(settlement).toMatchObject({ missing: 0, duplicates: 1 });
});

it('forgives what may be given up only where a gap tells of it', async () => {
  const delivered = BATCHES.filter((batch) => batch !== USE);

  const strict = await settle({ ...accountsOf(delivered), obligations: OBLIGATIONS });
  const untold = await settle({ ...accountsOf(delivered), obligations: OBLIGATIONS, mayGiveUp: true });
  const told = await settle({ ...accountsOf(delivered.map(tellGap)), obligations: OBLIGATIONS, mayGiveUp: true });

  expect([strict.missing, untold.missing, told.missing]).toEqual([1, 1, 0]);
});

/** What the product says of the world at one look an hour. */
async function lookAgain(): Promise<Batch[]> {
  const ports = createFakePorts({ env: { [WORLD_VARIABLE]: JSON.stringify(SPEC) } });
  const provider = await definition.create({}, ports);
  const ledgers = new Map<ScopeId, Ledger>();
  const batches: Batch[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    ports.clock.setWall(SPEC.beganMs + look * 1000 + 10);
    const items = runCycle({
      provider,
      ledgers: new Map(ledgers),
      prices: { resolve: (key, window) => provider.priceSources[0]?.find(key, window) ?? { missing: 'sku-unknown' } },
      agent: { agentId: 'world-1', hostname: 'world', provider: 'world', region: 'global', version: '0.1.0' },
      clock: ports.clock,
      signal: new AbortController().signal,
      intervalMs: 1000,
      maxBatchBytes: 256 * 1024,
      newId: () => `batch-${look}-${Math.random().toString(36).slice(2)}`,
    });
    for await (const { batch, commits } of items) {
      batches.push(batch);
      for (const { scope, ledger } of commits) ledgers.set(scope, ledger);
    }
  }
  return batches;
}

function owe({ id, kind, expiresMs, records, json }: Batch): Obligation {
  const { metrics } = JSON.parse(json) as { readonly metrics: { readonly charges?: readonly { readonly id: string }[] } };
  return { batch: id, kind, expires_ms: expiresMs, records, charges: (metrics.charges ?? []).map((charge) => charge.id), safety: 'durable' };
}

function receive(batches: readonly Batch[]) {
  const { rows, answer } = createReferenceAnswers(Date.now);
  const bodies = new Map<string, string>();
  const stored = new Map<string, number>();
  const changed = new Set<string>();
  for (const { id, json } of batches) {
    answer({ method: 'POST', url: new URL('http://x/api/v1/telemetry/ingest'), headers: { 'content-type': 'application/json' }, body: json });
    if ((bodies.get(id) ?? json) === json) {
      bodies.set(id, json);
      stored.set(id, (stored.get(id) ?? 0) + 1);
    } else {
      changed.add(id);
    }
  }
  return { rows, bodies, stored, changed };
}

/** Each cycle tells that the use batch was dropped; a gap told more than once is forgiven. */
function tellGap(batch: Batch): Batch {
  if (batch.kind !== 'cycle') return batch;
  const gap = { kind: 'gap', class: 'P2', reason: 'disk-low', from: 1, to: 2, records: USE.records, at: 2 };
  return { ...batch, json: batch.json.replace('"events":[]', `"events":[${JSON.stringify(gap)}]`) };
}
