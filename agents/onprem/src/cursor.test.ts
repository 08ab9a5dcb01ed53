import { describe, expect, it } from 'vitest';
import { clockBeforeBuild, clockJump, elapsedBetween, isSameBoot, parseCursor } from './cursor.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 10);
const LOOK = { atMs: NOW_MS, uptimeMs: 50_000_000, bootId: 'a', cpu: null, disks: null, interfaces: null };

it.each([
  { stored: undefined },
  { stored: null },
  { stored: 'text' },
  { stored: { version: 2 } },
  { stored: { version: 1, ...LOOK, power: null } },
  { stored: { version: 1, ...LOOK, power: null, hour: null, cpu: { busy: -1, total: 3 } } },
])('takes a cursor that it cannot read for none: $stored', ({ stored }) => {
  expect(parseCursor(stored)).toBeUndefined();
});

describe('one run of the machine', () => {
  it.each([
    { what: 'the same boot', now: { bootId: 'a', uptimeMs: 50_000_001 }, same: true },
    { what: 'another boot', now: { bootId: 'b', uptimeMs: 90_000_000 }, same: false },
    { what: 'a boot id that is unknown', now: { bootId: null, uptimeMs: 90_000_000 }, same: false },
    { what: 'a boot id that two boots share', now: { bootId: 'a', uptimeMs: 100 }, same: false },
  ])('$what: $same', ({ now, same }) => {
    expect(isSameBoot(LOOK, now)).toBe(same);
  });
});

describe('the wall clock against the time since boot', () => {
  it.each([
    { what: 'both agree', wallMs: 300_000, uptimeMs: 300_000, elapsedMs: 300_000, says: undefined },
    { what: 'they differ by rounding', wallMs: 300_004, uptimeMs: 300_000, elapsedMs: 300_004, says: undefined },
    { what: 'the clock is disciplined', wallMs: 330_000, uptimeMs: 300_000, elapsedMs: 300_000, says: undefined },
    { what: 'it jumps ahead', wallMs: 3_900_000, uptimeMs: 300_000, elapsedMs: 300_000, says: /jumped ahead by 3600 s/ },
    { what: 'it jumps back', wallMs: -3_300_000, uptimeMs: 300_000, elapsedMs: 300_000, says: /jumped back by 3600 s/ },
  ])('$what', ({ wallMs, uptimeMs, elapsedMs, says }) => {
    const now = { ...LOOK, atMs: LOOK.atMs + wallMs, uptimeMs: LOOK.uptimeMs + uptimeMs };

    const jump = clockJump(LOOK, now);

    expect(elapsedBetween(LOOK, now)).toBe(elapsedMs);
    if (says === undefined) expect(jump).toBeUndefined();
    else expect(jump).toMatchObject({ code: 'CLOCK_WRONG', message: expect.stringMatching(says) });
  });

  it('cannot tell without a time since boot, and lets no time pass backwards', () => {
    const now = { ...LOOK, atMs: LOOK.atMs - 5000, uptimeMs: null };

    expect(clockJump(LOOK, now)).toBeUndefined();
    expect(elapsedBetween(LOOK, now)).toBe(0);
  });
});

it('does not believe a clock from before the agent was written', () => {
  expect(clockBeforeBuild(Date.UTC(1970, 0, 1))).toMatchObject({ code: 'CLOCK_WRONG', message: expect.stringContaining('1970-01-01') });
  expect(clockBeforeBuild(NOW_MS)).toBeUndefined();
});
