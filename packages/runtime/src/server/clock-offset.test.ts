import { describe, expect, it } from 'vitest';
import { type ClockReading, createClockOffset } from './clock-offset.ts';

const SERVER_MS = Date.UTC(2026, 10, 21, 12);

/** Received half a second after the server's second began, so that no difference is seen where there is none. */
function reading(
  parts: { readonly localAheadMs?: number; readonly tookMs?: number; readonly atMs?: number; readonly sleptMs?: number } = {},
): ClockReading {
  const { localAheadMs = 0, tookMs = 0, atMs = 0, sleptMs = 0 } = parts;
  return {
    serverMs: SERVER_MS + atMs + sleptMs,
    receivedMs: SERVER_MS + atMs + sleptMs + 500 + tookMs / 2 + localAheadMs,
    monotonicMs: 7000 + atMs,
    tookMs,
  };
}

describe('createClockOffset', () => {
  it.each([
    { name: 'clocks that agree', localAheadMs: 0, offsetMs: 0 },
    { name: 'less than two seconds, which whole seconds cannot tell', localAheadMs: 1999, offsetMs: 0 },
    { name: 'a clock that runs two seconds ahead', localAheadMs: 2000, offsetMs: -2000 },
    { name: 'a clock that is an hour ahead', localAheadMs: 3_600_000, offsetMs: -3_600_000 },
    { name: 'a clock that is two hours behind', localAheadMs: -7_200_000, offsetMs: 7_200_000 },
    { name: 'a clock that was never set', localAheadMs: -SERVER_MS, offsetMs: SERVER_MS },
  ])('tells $name', ({ localAheadMs, offsetMs }) => {
    expect(createClockOffset().take(reading({ localAheadMs }))).toBe(offsetMs);
  });

  it.each([
    { name: 'takes no slow reply for a wrong clock', localAheadMs: 20_000, tookMs: 60_000, offsetMs: 0 },
    { name: 'tells of a slow reply what its slowness cannot explain', localAheadMs: 3_600_000, tookMs: 60_000, offsetMs: -3_600_000 },
  ])('$name', ({ localAheadMs, tookMs, offsetMs }) => {
    expect(createClockOffset().take(reading({ localAheadMs, tookMs }))).toBe(offsetMs);
  });

  it('is moved by no single odd reply', () => {
    const offset = createClockOffset();
    for (const atMs of [0, 1000, 2000, 3000]) offset.take(reading({ atMs }));

    const odd = offset.take({ ...reading({ atMs: 4000 }), serverMs: Date.UTC(2020, 0, 1) });

    expect(odd).toBe(0);
  });

  it('forgets what is older than the latest five replies', () => {
    const offset = createClockOffset();
    const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((no) => ({ no, drift: no < 5 ? 0 : 30_000 }));

    // The server's clock is set back, which nothing here can notice but by its replies.
    const seen = steps.map(({ no, drift }) => offset.take({ ...reading({ atMs: no * 1000 }), serverMs: SERVER_MS + no * 1000 - drift }));

    expect(seen).toEqual([0, 0, 0, 0, 0, 0, 0, -30_000, -30_000, -30_000]);
  });

  it('tells at the first reply that this clock was set', () => {
    const offset = createClockOffset();
    for (const atMs of [0, 1000, 2000, 3000, 4000]) offset.take(reading({ atMs }));

    const ahead = offset.take(reading({ atMs: 5000, localAheadMs: 3_600_000 }));
    const mended = offset.take(reading({ atMs: 6000 }));

    expect([ahead, mended]).toEqual([-3_600_000, 0]);
  });

  it('finds nothing wrong with a machine that slept eight hours', () => {
    const offset = createClockOffset();
    for (const atMs of [0, 1000, 2000, 3000, 4000]) offset.take(reading({ atMs }));

    const awake = offset.take(reading({ atMs: 5000, sleptMs: 8 * 3_600_000 }));

    expect(awake).toBe(0);
  });
});
