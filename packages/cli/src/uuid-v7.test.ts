import { expect, it } from 'vitest';
import { createUuidV7 } from './uuid-v7.ts';

it('is a UUID of version 7', () => {
  expect(createUuidV7(Date.UTC(2026, 10, 21))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('begins with its time, so that ids sort by their making', () => {
  // RFC 9562, appendix A.6: 2022-02-22T19:22:22.000Z
  expect(createUuidV7(0x017f22e279b0).slice(0, 13)).toBe('017f22e2-79b0');
});

it('never comes twice', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => createUuidV7(1)));

  expect(ids.size).toBe(1000);
});
