import { expect, it } from 'vitest';
import { createHoldbacks } from './holdbacks.ts';

it('holds each batch until its own time', () => {
  let nowMs = 0;
  const holdbacks = createHoldbacks({ monotonicMs: () => nowMs });
  holdbacks.hold('a', 5000);
  holdbacks.hold('b', 2000);
  const first = holdbacks.nextFreeMs();

  nowMs = 2000;

  expect(first).toBe(2000);
  expect([holdbacks.isHeld('a'), holdbacks.isHeld('b'), holdbacks.isHeld('c')]).toEqual([true, false, false]);
  expect(holdbacks.nextFreeMs()).toBe(3000);
  holdbacks.forget('a');
  expect(holdbacks.nextFreeMs()).toBeUndefined();
});
