import type { BatchKind, Spool } from '@openfinops/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFaultySpoolFs, type FaultySpoolFs, type SpoolFault } from '../../../testing/src/faulty-spool-fs.ts';
import { placedBatches } from '../../../testing/src/test-spool.ts';
import { bodyOf, createWitness, drain, type Op, play, type Witness } from './spool-model.ts';
import { createSpoolStand, DIR, makeBatch } from './spool-stand.ts';

/** The promises that hold whatever the disk does: P1 durable is durable, P2 every batch is in one place, P4 the disk is bounded. */

const MAX_BYTES = 8000;
const LIMITS = { maxBytes: MAX_BYTES, maxFiles: 15, maxHeldBytes: 1500 };
const RUNS = Number(process.env.OPENFINOPS_SPOOL_RUNS ?? 60);
const TIMEOUT_MS = 20_000 + RUNS * 40;

const faults = fc.constantFrom<SpoolFault>({ code: 'EIO' }, { code: 'ENOSPC' }, { code: 'EROFS' }, 'short');
const append = fc.record({
  act: fc.constant('append' as const),
  kind: fc.constantFrom<BatchKind>('cost', 'cycle', 'use'),
  size: fc.integer({ min: 10, max: 1200 }),
  expires: fc.boolean(),
});
const plain = fc.record({ act: fc.constantFrom('next' as const, 'settle' as const) });
const picked = fc.record({
  act: fc.constantFrom('ack' as const, 'retry' as const, 'kill' as const, 'split' as const, 'bury' as const),
  which: fc.nat(40),
});

const ops: fc.Arbitrary<Op[]> = fc.array(
  fc.oneof({ arbitrary: append, weight: 5 }, { arbitrary: plain, weight: 2 }, { arbitrary: picked, weight: 4 }),
  { minLength: 5, maxLength: 40 },
);
/** Which calls fail, and after how many the process dies. */
const trouble = fc.record({
  failing: fc.dictionary(fc.nat(150).map(String), faults, { maxKeys: 12 }),
  dieAt: fc.nat(220),
  dieAfter: fc.boolean(),
  seed: fc.integer(),
});

describe('a durable spool on a disk that fails, in a process that dies', () => {
  it.each([{ end: 'kill' }, { end: 'power cut' }] as const)(
    'loses nothing that it called durable, and invents nothing, through a $end',
    async ({ end }) => {
      let owedAtDeath = 0;
      await fc.assert(
        fc.asyncProperty(ops, trouble, async (acts, { failing, dieAt, dieAfter, seed }) => {
          const fault = (_call: string, _path: string, index: number): SpoolFault | undefined => {
            if (index === dieAt) return dieAfter ? 'kill-after' : 'kill';
            return failing[String(index)];
          };
          const fs = createFaultySpoolFs({ fault });
          const witness = createWitness();
          await liveUntilDeath(fs, acts, witness);
          owedAtDeath += witness.owed.size;

          const after = end === 'kill' ? fs.afterKill() : fs.afterPowerCut(createRandom(seed));
          const spool = await createSpoolStand({ fs: after }).open(LIMITS);
          const sent = await drain(spool);

          expect([...witness.owed].filter((id) => !sent.has(id))).toEqual([]);
          expect([...sent.keys()].filter((id) => !witness.appended.has(id))).toEqual([]);
          for (const [id, json] of sent) expect(json).toBe(bodyOf(id));
          expectAccounted(spool);
        }),
        { numRuns: RUNS },
      );
      expect(owedAtDeath, 'some batches must have been owed when the process died').toBeGreaterThan(RUNS);
    },
    TIMEOUT_MS,
  );

  it(
    'accounts for every batch and keeps to its bytes after every act, whatever fails',
    async () => {
      let failures = 0;
      let splits = 0;
      await fc.assert(
        fc.asyncProperty(ops, trouble, async (acts, { failing }) => {
          let sinceOpen = Number.NEGATIVE_INFINITY;
          const fault = (): SpoolFault | undefined => {
            sinceOpen += 1;
            const befalls = failing[String(sinceOpen)];
            if (befalls !== undefined) failures += 1;
            return befalls;
          };
          const fs = createFaultySpoolFs({ fault });
          const witness = createWitness();
          const spool = await createSpoolStand({ fs, hooks: witness.hooks }).open(LIMITS);
          sinceOpen = -1;

          for (const act of acts) {
            await play(act, spool, witness);
            expectAccounted(spool);
            expect(fs.peakBytes()).toBeLessThanOrEqual(MAX_BYTES);
          }
          splits += spool.counts().split;
          await spool.close();
        }),
        { numRuns: RUNS },
      );
      expect(splits).toBeGreaterThan(RUNS / 4);
      expect(failures).toBeGreaterThan(RUNS);
    },
    TIMEOUT_MS,
  );

  it('dies at each call of an append, and loses nothing it owed', async () => {
    const deaths: number[] = [];
    for (let dieAt = 0; ; dieAt += 1) {
      const fs = createFaultySpoolFs({ fault: (_call, _path, index) => (index === dieAt ? 'kill' : undefined) });
      const witness = createWitness();
      await liveUntilDeath(fs, [{ act: 'append', kind: 'cost', size: 300, expires: false }], witness);
      if (!fs.isDead()) break;
      deaths.push(dieAt);

      const cut = fs.afterPowerCut(() => 0.9);
      const spool = await createSpoolStand({ fs: cut }).open();
      const again = await spool.append(makeBatch({ id: 'next' }));

      expect(again).toBe('durable');
      expect([...(await drain(spool)).keys()]).toEqual(expect.arrayContaining([...witness.owed]));
      expect([...cut.files.keys()].filter((path) => path.startsWith(`${DIR}/tmp/`))).toEqual([]);
    }

    expect(deaths.length).toBeGreaterThan(20);
  });

  it('would lose batches in a power cut if the disk lied about syncing (the test sees it)', async () => {
    const fs = createFaultySpoolFs();
    const lying = { ...fs, syncDir: async () => {} };
    const spool = await createSpoolStand({ fs: { ...fs, ...lying } as FaultySpoolFs }).open();
    for (let i = 0; i < 50; i += 1) expect(await spool.append(makeBatch({ id: `batch-${i}` }))).toBe('durable');

    const after = await createSpoolStand({ fs: fs.afterPowerCut(createRandom(1)) }).open();

    expect((await drain(after)).size).toBeLessThan(50);
  });
});

/** Opens and plays; ends when the process is dead or everything was played. */
async function liveUntilDeath(fs: FaultySpoolFs, acts: readonly Op[], witness: Witness): Promise<void> {
  try {
    const spool = await createSpoolStand({ fs, hooks: witness.hooks }).open(LIMITS);
    for (const act of acts) {
      if (fs.isDead()) return;
      await play(act, spool, witness);
    }
  } catch (error) {
    if (!fs.isDead() && (error as { code?: string }).code !== 'SPOOL_UNWRITABLE') throw error;
  }
}

function expectAccounted(spool: Spool): void {
  const counts = spool.counts();
  expect(placedBatches(counts)).toBe(counts.accepted + counts.found + counts.children);
}

/** mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
