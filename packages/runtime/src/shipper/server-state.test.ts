import { AgentError, type Delivery } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { createCircuit } from '../sinks/circuit.ts';
import { makeBatch, RETRY, recordEvents } from './fakes.ts';
import { createServerState } from './server-state.ts';
import { createServerWatch } from './server-watch.ts';

const signal = new AbortController().signal;
const batch = makeBatch({ id: 'batch-1' });
/** Of a hundred batches, after half an hour and the minute of the start: a quarter of that for all of them. */
const LONGEST_PAUSE_MS = 4650;
const DOWN = { status: 'retry', error: new AgentError('SERVER_UNREACHABLE', 'nothing listens there') } as const;

function createStand(registrations: readonly Delivery[] = [], queued = 100) {
  const clock = createManualClock();
  const events = recordEvents();
  const circuit = createCircuit(clock, () => 1);
  let knocks = 0;
  const ensure = async (): Promise<Delivery> => {
    knocks += 1;
    return registrations[knocks - 1] ?? { status: 'accepted' };
  };
  const watch = createServerWatch(events, clock);
  const server = createServerState({ circuit, watch, registration: { ensure }, clock, random: () => 1, events, queued: () => queued });
  const untilReady = async () => {
    const before = clock.sleeps.length;
    let isReady: boolean | undefined;
    const waiting = server.untilReady(queued, signal).then((answer) => {
      isReady = answer;
    });
    while (isReady === undefined) await clock.advance(500);
    await waiting;
    return { isReady, sleeps: clock.sleeps.slice(before) };
  };
  return { server, circuit, clock, events, untilReady, knocks: () => knocks };
}

describe('createServerState', () => {
  it('is ready at once when all is well', async () => {
    const { untilReady, knocks } = createStand();

    expect(await untilReady()).toEqual({ isReady: true, sleeps: [] });
    expect(knocks()).toBe(0);
  });

  it('knocks after three failures, and is not ready until somebody answers', async () => {
    const { server, untilReady, knocks, events } = createStand([RETRY, RETRY]);
    for (let i = 0; i < 3; i += 1) server.failed(batch, DOWN);

    const answers = [await untilReady(), await untilReady(), await untilReady()];

    expect(answers.map(({ isReady }) => isReady)).toEqual([false, false, true]);
    expect(answers.map(({ sleeps }) => sleeps[0])).toEqual([4000, 8000, 16_000]);
    expect(knocks()).toBe(3);
    expect(events.names().filter((name) => name === 'serverDown')).toHaveLength(1);
  });

  it('waits a random while once when an outage is over, whether a registration or a batch is the first to pass', async () => {
    const { server, untilReady, clock } = createStand();
    for (let i = 0; i < 3; i += 1) server.failed(batch, DOWN);
    await clock.advance(1_800_000);

    const first = await untilReady();
    server.took();
    const second = await untilReady();

    expect(first.sleeps).toEqual([60_000]);
    expect(second.sleeps).toEqual([LONGEST_PAUSE_MS]);
  });

  it('takes the pace of the whole outage where a server registers agents all the while and takes no batch', async () => {
    const { server, untilReady, clock } = createStand();
    for (let i = 0; i < 3; i += 1) server.failed(batch, DOWN);
    await clock.advance(80_000);
    await untilReady();
    for (let i = 0; i < 3; i += 1) server.failed(batch, DOWN);
    await clock.advance(1_800_000 - 80_000);

    const later = await untilReady();
    server.took();
    const afterwards = await untilReady();

    expect(later.sleeps.at(-1)).toBeGreaterThan(4400);
    expect(later.sleeps.at(-1)).toBeLessThan(5000);
    expect(afterwards.sleeps[0]).toBeGreaterThan(4400);
  });

  it('keeps its pace through a failure on the way', async () => {
    const { server, untilReady, clock } = createStand();
    for (let i = 0; i < 3; i += 1) server.failed(batch, DOWN);
    await clock.advance(1_800_000);
    await untilReady();
    server.took();

    server.failed(batch, DOWN);
    const after = await untilReady();

    expect(after.sleeps).toEqual([2000, LONGEST_PAUSE_MS - 2000]);
  });

  it('goes on as soon as a heartbeat passes where nobody had answered, and not where somebody had', async () => {
    const { server, clock } = createStand();
    for (let i = 0; i < 9; i += 1) server.failed(batch, DOWN);
    let isReady = false;
    const ready = () => {
      isReady = true;
    };

    const waiting = server.untilReady(1, signal).then(ready);
    await clock.advance(1000);
    server.heard();
    await clock.advance(0);
    await waiting;
    const afterSilence = isReady;
    isReady = false;
    server.failed(batch, { ...DOWN, trouble: 'busy' });
    const waitingAgain = server.untilReady(1, signal).then(ready);
    server.heard();
    await clock.advance(1000);
    const afterBusy = isReady;
    await clock.advance(20_000);
    await waitingAgain;

    expect([afterSilence, afterBusy]).toEqual([true, false]);
  });

  it('waits longer when a heartbeat is asked to meanwhile', async () => {
    const { server, circuit, clock } = createStand();
    server.failed(batch, { ...DOWN, afterMs: 30_000 });

    let isReady = false;
    const waiting = server.untilReady(1, signal).then(() => {
      isReady = true;
    });
    await clock.advance(10_000);
    circuit.asked(60_000);
    await clock.advance(61_999);
    const before = isReady;
    await clock.advance(1);
    await clock.advance(10_000);
    await waiting;

    expect(before).toBe(false);
    expect(isReady).toBe(true);
  });
});
