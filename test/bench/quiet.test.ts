import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type Host, runQuietly } from './quiet.ts';

/** Each run takes a second, in which so much of the processors is stolen. */
function hostThatSteals(ratios: readonly number[]): { host: Host; run: () => Promise<number>; pauses: () => number } {
  let [runs, stolen, pauses] = [0, 0, 0];
  const host: Host = {
    stolenMs: () => stolen,
    nowMs: () => runs * 1000,
    async pause() {
      pauses += 1;
    },
  };
  const run = async (): Promise<number> => {
    stolen += (ratios[runs] ?? 0) * 1000 * availableParallelism();
    runs += 1;
    return runs;
  };
  return { host, run, pauses: () => pauses };
}

describe('runQuietly', () => {
  it('runs once on a quiet host', async () => {
    const { host, run, pauses } = hostThatSteals([0.005]);

    expect(await runQuietly(run, host)).toEqual({ run: 1, stolenRatio: 0.005 });
    expect(pauses()).toBe(0);
  });

  it('runs again until it is quiet', async () => {
    const { host, run, pauses } = hostThatSteals([0.1, 0.05, 0]);

    expect(await runQuietly(run, host)).toEqual({ run: 3, stolenRatio: 0 });
    expect(pauses()).toBe(2);
  });

  it('tells the quietest of five where it never is', async () => {
    const { host, run } = hostThatSteals([0.1, 0.02, 0.3, 0.4, 0.5]);

    const { run: which, stolenRatio } = await runQuietly(run, host);

    expect(which).toBe(2);
    expect(stolenRatio).toBeCloseTo(0.02);
  });
});
