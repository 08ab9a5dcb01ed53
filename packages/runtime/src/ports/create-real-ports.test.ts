import { createFakeLog } from '@openfinops/testing';
import { expect, it } from 'vitest';
import { createRealPorts } from './create-real-ports.ts';
import { createMetrics } from './metrics.ts';

it('gives the world as it is, with the log, the metrics and the environment of the caller', async () => {
  const parts = { env: { A: '1' }, log: createFakeLog(), metrics: createMetrics() };

  const ports = createRealPorts(parts);
  const random = ports.random();

  expect(ports).toMatchObject(parts);
  expect(ports.platform).toBe(process.platform);
  expect(random >= 0 && random < 1).toBe(true);
  expect(Math.abs(ports.clock.nowMs() - Date.now())).toBeLessThan(60_000);
});
