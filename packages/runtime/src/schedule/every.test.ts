import { describe, expect, it } from 'vitest';
import { everyInterval } from './every.ts';
import { createManualClock } from './manual-clock.ts';
import { phaseMs } from './phase.ts';

const INTERVAL_MS = 300_000;
const agentId = 'onprem-1';

function createStand(taskMs = 0) {
  const clock = createManualClock();
  const stop = new AbortController();
  const startedAt: number[] = [];
  let skipped = 0;
  const schedule = everyInterval({
    intervalMs: INTERVAL_MS,
    agentId,
    clock,
    onSkipped: () => {
      skipped += 1;
    },
  });
  const task = async () => {
    startedAt.push(clock.nowMs());
    if (taskMs > 0) await clock.sleep(taskMs);
  };
  return { clock, stop, schedule, task, startedAt, skipped: () => skipped };
}

describe('everyInterval', () => {
  it('runs at once, then once per interval at the agent’s own phase', async () => {
    const { clock, stop, schedule, task, startedAt } = createStand();
    const beganMs = clock.nowMs();

    const running = schedule.run(task, stop.signal);
    await clock.advance(10 * INTERVAL_MS);

    const [first, ...later] = startedAt;
    expect(first).toBe(beganMs);
    expect(later.length).toBeGreaterThanOrEqual(9);
    for (const atMs of later) expect(atMs % INTERVAL_MS).toBe(phaseMs(agentId, INTERVAL_MS));
    expect((later[0] ?? 0) - beganMs).toBeGreaterThanOrEqual(INTERVAL_MS / 2);
    stop.abort();
    await running;
  });

  it('skips a tick while the last cycle runs, and counts it', async () => {
    const { clock, stop, schedule, task, startedAt, skipped } = createStand(2.2 * INTERVAL_MS);

    const running = schedule.run(task, stop.signal);
    await clock.advance(6 * INTERVAL_MS);

    const gaps = startedAt.slice(1).map((atMs, i) => atMs - (startedAt[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2.2 * INTERVAL_MS);
    expect(skipped()).toBeGreaterThanOrEqual(3);
    stop.abort();
    await clock.advance(3 * INTERVAL_MS);
    await running;
  });

  it('runs one cycle soon after suspend, not the missed ones', async () => {
    const { clock, stop, schedule, task, startedAt, skipped } = createStand();
    const running = schedule.run(task, stop.signal);
    while (startedAt.length < 3) await clock.advance(1000);
    const before = startedAt.length;

    clock.jump(8 * 3_600_000);
    await clock.advance(30_000);
    const afterwards = startedAt.length;
    await clock.advance(10 * INTERVAL_MS);

    expect(afterwards).toBe(before + 1);
    expect(startedAt.length - before).toBeLessThanOrEqual(11);
    for (const atMs of startedAt.slice(before + 1)) expect(atMs % INTERVAL_MS).toBe(phaseMs(agentId, INTERVAL_MS));
    expect(skipped()).toBe(0);
    stop.abort();
    await running;
  });

  it('runs one cycle after the process stood still, not the missed ones', async () => {
    const { clock, stop, schedule, task, startedAt } = createStand();
    const running = schedule.run(task, stop.signal);
    await clock.advance(INTERVAL_MS);
    const before = startedAt.length;

    await clock.stall(8 * 3_600_000);

    expect(startedAt).toHaveLength(before + 1);
    stop.abort();
    await running;
  });

  it.each([{ jumpMs: -7_200_000 }, { jumpMs: -40_000 }, { jumpMs: 40_000 }])(
    'keeps its pace when the clock is set by $jumpMs ms',
    async ({ jumpMs }) => {
      const { clock, stop, schedule, task, startedAt } = createStand();
      const running = schedule.run(task, stop.signal);
      await clock.advance(3 * INTERVAL_MS);
      const before = startedAt.length;

      clock.jump(jumpMs);
      await clock.advance(5 * INTERVAL_MS);

      expect(startedAt.length - before).toBe(5);
      stop.abort();
      await running;
    },
  );

  it('takes an hour ahead for a suspend: one cycle soon, then its pace', async () => {
    const { clock, stop, schedule, task, startedAt } = createStand();
    const running = schedule.run(task, stop.signal);
    await clock.advance(3 * INTERVAL_MS);
    const before = startedAt.length;

    clock.jump(3_600_000);
    await clock.advance(5 * INTERVAL_MS);

    expect(startedAt.length - before).toBeGreaterThanOrEqual(5);
    expect(startedAt.length - before).toBeLessThanOrEqual(6);
    stop.abort();
    await running;
  });

  it('keeps its pace when the clock was never set, and when it is', async () => {
    const { clock, stop, schedule, task, startedAt } = createStand();
    clock.jump(-clock.nowMs());
    const running = schedule.run(task, stop.signal);
    await clock.advance(3 * INTERVAL_MS);
    const in1970 = startedAt.length;

    clock.jump(1_795_240_800_000);
    await clock.advance(3 * INTERVAL_MS);

    // The first tick is half an interval away at least, and setting the clock makes a cycle of its own or moves the next.
    expect(in1970).toBeGreaterThanOrEqual(3);
    expect(in1970).toBeLessThanOrEqual(4);
    expect(startedAt.length - in1970).toBeGreaterThanOrEqual(3);
    expect(startedAt.length - in1970).toBeLessThanOrEqual(4);
    stop.abort();
    await running;
  });

  it('resolves when the cycle that runs at the end has ended', async () => {
    const { clock, stop, schedule, task } = createStand(5000);
    const order: string[] = [];
    const running = schedule.run(async () => {
      await task();
      order.push('cycle ended');
    }, stop.signal);

    await clock.advance(0);
    stop.abort();
    const resolved = running.then(() => order.push('resolved'));
    await clock.advance(5000);
    await resolved;

    expect(order).toEqual(['cycle ended', 'resolved']);
  });
});
