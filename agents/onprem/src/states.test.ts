import { compareDecimals, HOUR_MS, sum } from '@openfinops/core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { addStretch, MACHINE_STATES, type MachineState, type StateHour, stateAllocations, stateOf } from './states.ts';

const HOUR_START_MS = Date.UTC(2026, 10, 21, 10);
const ID = 'onprem://0123456789ab/host';
const sharesAt = (hour: StateHour, nowMs: number) =>
  Object.fromEntries(stateAllocations(ID, hour, nowMs).map(({ target, share }) => [target.id, share]));

it.each([
  { cpu: 0.5, state: 'active' },
  { cpu: 0.05, state: 'active' },
  { cpu: 0.049, state: 'allocated-idle' },
  { cpu: 0, state: 'allocated-idle' },
  { cpu: null, state: 'unknown' },
])('calls a machine at $cpu of its CPU $state', ({ cpu, state }) => {
  expect(stateOf(cpu, 0.05)).toBe(state);
});

it('splits the time of the hour that has passed, and nothing of what is to come', () => {
  const hour = { hourStartMs: HOUR_START_MS, activeMs: 600_000, idleMs: 300_000 };

  const shares = sharesAt(hour, HOUR_START_MS + 1_200_000);

  expect(shares).toEqual({ active: '0.5', 'allocated-idle': '0.25', unallocated: '0', faulted: '0', unknown: '0.25' });
});

it('says nothing of an hour that has not begun', () => {
  expect(stateAllocations(ID, { hourStartMs: HOUR_START_MS, activeMs: 0, idleMs: 0 }, HOUR_START_MS)).toEqual([]);
});

it('adds a stretch to the hour that was open, and closes it into the next', () => {
  const known = { hourStartMs: HOUR_START_MS, activeMs: 60_000, idleMs: 0 };
  const stretch = { fromMs: HOUR_START_MS + HOUR_MS - 120_000, toMs: HOUR_START_MS + HOUR_MS + 180_000 };

  const hours = addStretch(known, stretch, 'allocated-idle');

  expect(hours).toEqual([
    { hourStartMs: HOUR_START_MS, activeMs: 60_000, idleMs: 120_000 },
    { hourStartMs: HOUR_START_MS + HOUR_MS, activeMs: 0, idleMs: 180_000 },
  ]);
});

it('ends with an hour at its very end, not with an empty next one', () => {
  const hours = addStretch(undefined, { fromMs: HOUR_START_MS, toMs: HOUR_START_MS + HOUR_MS }, 'active');

  expect(hours).toEqual([{ hourStartMs: HOUR_START_MS, activeMs: HOUR_MS, idleMs: 0 }]);
});

it('takes one mean over more than two hours for what it is: unknown', () => {
  const hours = addStretch(undefined, { fromMs: HOUR_START_MS, toMs: HOUR_START_MS + 3 * HOUR_MS }, 'active');

  expect(hours.map((hour) => hour.activeMs)).toEqual([0, 0, 0]);
});

it('tells no more than a day of hours after a long silence', () => {
  const hours = addStretch(undefined, { fromMs: HOUR_START_MS - 100 * HOUR_MS, toMs: HOUR_START_MS + 1 }, 'active');

  expect(hours).toHaveLength(24);
  expect(hours.at(-1)?.hourStartMs).toBe(HOUR_START_MS);
});

it('sums to exactly 1 whatever was seen, and names every state each time', () => {
  const looks = fc.array(
    fc.record({ ms: fc.integer({ min: 1, max: 1_700_000 }), state: fc.constantFrom<MachineState>('active', 'allocated-idle', 'unknown') }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(looks, fc.integer({ min: 0, max: HOUR_MS - 1 }), (steps, offsetMs) => {
      let atMs = HOUR_START_MS + offsetMs;
      let known: StateHour | undefined;
      for (const { ms, state } of steps) {
        const hours = addStretch(known, { fromMs: atMs, toMs: atMs + ms }, state);
        atMs += ms;
        known = hours.at(-1);
        for (const hour of hours) {
          const allocations = stateAllocations(ID, hour, atMs);

          expect(allocations.map(({ target }) => target.id)).toEqual([...MACHINE_STATES]);
          expect(compareDecimals(sum(allocations.map(({ share }) => share)), '1')).toBe(0);
          expect(allocations.filter(({ share }) => share.startsWith('-'))).toEqual([]);
        }
      }
    }),
    { numRuns: 200 },
  );
});
