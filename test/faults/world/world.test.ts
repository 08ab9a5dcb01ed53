import { testProvider } from '@openfinops/testing';
import { expect, it } from 'vitest';
import { createFakePorts } from '../../../packages/testing/src/fake-ports.ts';
import { beginWorld, chargesOf, HOUR_MS, WORLD_VARIABLE, worldTimeMs } from './world.ts';
import { definition } from './world-provider.ts';

const SPEC = beginWorld({ beganMs: 1_000_000, startMs: 100 * HOUR_MS, speed: 1000 });

testProvider('the world of the fault tests', () => definition.create({}, createFakePorts({ env: { [WORLD_VARIABLE]: JSON.stringify(SPEC) } })));

it('goes on while nobody looks, and not before it began', () => {
  expect([999_999, 1_000_000, 1_003_600].map((ourMs) => worldTimeMs(SPEC, ourMs))).toEqual([100 * HOUR_MS, 100 * HOUR_MS, 101 * HOUR_MS]);
});

it('charges every machine for every hour', () => {
  const charges = [...chargesOf(SPEC, 100 * HOUR_MS, 104 * HOUR_MS).values()];

  expect(charges).toHaveLength(2 * 3 * 4);
  expect(charges[0]).toMatchObject({ id: 'world/123456789012/region-0/ec2/machine-0', hourStartMs: 100 * HOUR_MS });
});
