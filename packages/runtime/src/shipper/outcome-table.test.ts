import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { createShippingStand } from './shipping-stand.ts';
import { chargesBatch, createTalkingServer, type Said } from './talking-server.ts';

const MINUTE_MS = 60_000;

/** Ships one batch of one charge to a server that always says the same, until there is something to wait for. */
async function shipOne(said: Said) {
  const clock = createManualClock();
  const server = createTalkingServer(
    () => said,
    () => said,
  );
  const { shipping, stop, events } = createShippingStand([], { ...server, clock });
  await shipping.accept({ batch: chargesBatch('batch-1', ['c']), commits: [] });
  const running = shipping.run(stop.signal);
  await clock.advance(0);
  stop.abort();
  await running;
  return { counts: shipping.counts(), heard: server.heard, waitMs: clock.sleeps[0], events };
}

describe('the table of outcomes, line by line', () => {
  it.each([
    { line: 'a confirmation', said: {} },
    { line: 'accepted', said: { status: 202, body: '' } },
    { line: 'no content', said: { status: 204, body: '' } },
    { line: 'several statuses, confirmed', said: { status: 207 } },
  ] as { line: string; said: Said }[])('delivered: $line', async ({ said }) => {
    const { counts, heard, waitMs } = await shipOne(said);

    expect(counts).toMatchObject({ delivered: 1, queued: 0 });
    expect(heard).toEqual(['batch-1']);
    expect(waitMs).toBeUndefined();
  });

  it.each([
    { status: 200, body: '<html>', waitMs: 1000 },
    { status: 200, body: '', waitMs: 1000 },
    { status: 200, body: null, waitMs: 1000 },
    { status: 301, waitMs: 2 * MINUTE_MS },
    { status: 307, waitMs: 2 * MINUTE_MS },
    { status: 408, waitMs: 1000 },
    { status: 409, waitMs: 15_000 },
    { status: 418, waitMs: 2 * MINUTE_MS },
    { status: 425, waitMs: 1000 },
    { status: 429, waitMs: 1000 },
    { status: 429, headers: { 'retry-after': '30' }, waitMs: 36_000 },
    { status: 429, headers: { 'retry-after': '1000000000' }, waitMs: 54 * MINUTE_MS },
    { status: 503, headers: { 'retry-after': 'Sat, 21 Nov 2026 06:02:00 GMT', date: 'Sat, 21 Nov 2026 06:00:00 GMT' }, waitMs: 144_000 },
    { status: 503, headers: { 'retry-after': '-5' }, waitMs: 1000 },
    { status: 500, waitMs: 1000 },
    { status: 502, waitMs: 1000 },
    { status: 503, waitMs: 1000 },
    { status: 504, waitMs: 1000 },
    { status: 507, waitMs: 1000 },
    { status: 599, waitMs: 1000 },
  ] as (Said & { waitMs: number })[])('kept, and sent again after a wait: $status $headers', async ({ waitMs: expectedMs, ...said }) => {
    const { counts, heard, waitMs } = await shipOne(said);

    expect(counts).toMatchObject({ delivered: 0, queued: 1, dead: 0 });
    expect(heard).toEqual(['batch-1']);
    expect(waitMs).toBe(expectedMs);
  });

  it.each([
    { status: 401, heard: ['batch-1', 'batch-1', 'register'] },
    { status: 403, heard: ['batch-1', 'batch-1', 'register'] },
    { status: 404, heard: ['batch-1', 'register'] },
    { status: 410, heard: ['batch-1', 'register'] },
  ])('kept, after all was tried that may help at once: $status', async ({ status, heard: expected }) => {
    const { counts, heard, waitMs } = await shipOne({ status });

    expect(counts).toMatchObject({ delivered: 0, queued: 1, dead: 0 });
    expect(heard).toEqual(expected);
    expect(waitMs).toBe(2 * MINUTE_MS);
  });

  it.each([{ status: 400 }, { status: 405 }, { status: 415 }, { status: 422 }, { status: 501 }])(
    'a dead letter, if it is one record: $status',
    async ({ status }) => {
      const { counts, heard, waitMs } = await shipOne({ status });

      expect(counts).toMatchObject({ delivered: 0, queued: 0, dead: 1 });
      expect(heard).toEqual(['batch-1']);
      expect(waitMs).toBeUndefined();
    },
  );

  it.each([{ status: 413 }, { status: 431 }])('kept, if even a small body is too large: $status', async ({ status }) => {
    const { counts, heard, waitMs, events } = await shipOne({ status });

    expect(counts).toMatchObject({ delivered: 0, queued: 1, dead: 0 });
    expect(heard).toEqual(['batch-1']);
    expect(waitMs).toBe(2 * MINUTE_MS);
    expect(events.of('serverDown')).toMatchObject([{ error: { message: expect.stringMatching(/^the server refuses even \d+ bytes: /) } }]);
  });
});
