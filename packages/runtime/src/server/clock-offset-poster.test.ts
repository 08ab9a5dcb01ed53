import { AgentError } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { type ClockEvents, comparingClocks, toClockError } from './clock-offset-poster.ts';
import type { Poster } from './post-json.ts';
import type { ServerReply } from './reply.ts';

const signal = new AbortController().signal;
const POST = { url: 'http://127.0.0.1/', json: '{}', headers: {}, gzip: false };
const HOUR_MS = 3_600_000;

/** A server whose clock is right, and whose replies may say more or less of it. */
function createStand() {
  const clock = createManualClock();
  const trueMs = () => clock.nowMs() - wrongMs;
  let wrongMs = 0;
  let headers: Readonly<Record<string, string>> | undefined;
  let failure: AgentError | undefined;
  const said: string[] = [];
  const offsets: number[] = [];
  const events: ClockEvents = {
    clockCompared: ({ offsetMs }) => offsets.push(offsetMs),
    clockOff: ({ error }) => said.push(error.code),
    clockRight: () => said.push('right'),
  };
  const server: Poster = {
    post: async (): Promise<ServerReply | AgentError> =>
      failure ?? { status: 200, headers: headers ?? { date: new Date(trueMs()).toUTCString() }, body: null },
    close: async () => {},
  };
  const poster = comparingClocks(server, { clock, events });
  return {
    clock,
    said,
    offsets,
    setClock(ms: number): void {
      wrongMs += ms;
      clock.jump(ms);
    },
    reply(next: { readonly headers?: Readonly<Record<string, string>>; readonly failure?: AgentError }): void {
      headers = next.headers;
      failure = next.failure;
    },
    async post(times = 1): Promise<void> {
      for (let no = 0; no < times; no += 1) {
        await clock.advance(1000);
        await poster.post(POST, signal);
      }
    },
  };
}

describe('comparingClocks', () => {
  it('says nothing while the clocks agree', async () => {
    const { post, said, offsets } = createStand();

    await post(5);

    expect({ said, offsets }).toEqual({ said: [], offsets: [0, 0, 0, 0, 0] });
  });

  it('says once that this clock is wrong, and once that it is right again', async () => {
    const { post, setClock, said } = createStand();

    await post(3);
    setClock(HOUR_MS);
    await post(10);
    setClock(-HOUR_MS);
    await post(10);

    expect(said).toEqual(['CLOCK_AHEAD', 'right']);
  });

  it('says it again when the clock is wrong in another way', async () => {
    const { post, setClock, said } = createStand();

    setClock(HOUR_MS);
    await post(3);
    setClock(-3 * HOUR_MS);
    await post(3);

    expect(said).toEqual(['CLOCK_AHEAD', 'CLOCK_BEHIND']);
  });

  it.each([
    { name: 'a reply without a date', headers: {} },
    { name: 'a date that nobody can read', headers: { date: 'soon' } },
    { name: 'a number for a date', headers: { date: '-5' } },
    { name: 'a reply that a cache kept', headers: { date: 'Sun, 21 Nov 2021 06:00:00 GMT', age: '86400' } },
  ])('concludes nothing from $name', async ({ headers }) => {
    const { post, reply, offsets } = createStand();

    reply({ headers });
    await post(3);

    expect(offsets).toEqual([]);
  });

  it('hands on the failure of a call as it is', async () => {
    const failure = new AgentError('SERVER_UNREACHABLE', 'nothing listens there');
    const never = () => expect.unreachable();
    const events: ClockEvents = { clockCompared: never, clockOff: never, clockRight: never };
    const poster = comparingClocks({ post: async () => failure, close: async () => {} }, { clock: createManualClock(), events });

    expect(await poster.post(POST, signal)).toBe(failure);
  });
});

describe('toClockError', () => {
  it.each([
    { offsetMs: -45_000, code: 'CLOCK_AHEAD', message: "this clock is 45 s ahead of the server's" },
    { offsetMs: -HOUR_MS, code: 'CLOCK_AHEAD', message: "this clock is 60 min ahead of the server's" },
    { offsetMs: 2 * HOUR_MS, code: 'CLOCK_BEHIND', message: "this clock is 2 h behind the server's" },
    { offsetMs: Date.UTC(2026, 10, 22), code: 'CLOCK_BEHIND', message: "this clock is 20779 days behind the server's" },
  ])('$message, and what to do', ({ offsetMs, code, message }) => {
    expect(toClockError(offsetMs)).toMatchObject({ code, message, hint: expect.stringContaining('timedatectl set-ntp true') });
  });
});
