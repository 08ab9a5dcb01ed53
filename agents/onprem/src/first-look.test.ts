import { createFakeClock, createFakeFiles, createFakePorts, lookOnce } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { definition } from './definition.ts';
import { createFakeMachine } from './fake-machine.ts';
import { firstLookFor, takeFirstLook } from './first-look.ts';
import { OnpremOptions } from './options.ts';

function createWorld() {
  const clock = createFakeClock();
  const files = createFakeFiles();
  const machine = createFakeMachine({ files, clock });
  return { clock, machine, ports: createFakePorts({ clock, files }) };
}

async function cpuSeries(prepared: unknown, world: ReturnType<typeof createWorld>) {
  const provider = await definition.create(OnpremOptions.parse({ hosting: 'owned' }), world.ports, prepared);
  const { collected } = await lookOnce(provider);
  for (const item of collected) if (item.type === 'series' && item.series.name === 'cpu.utilization') return item.series;
  throw new Error('there is no CPU series');
}

describe('the first look', () => {
  it('starts the CPU window before the configuration is read, and nobody waits for it again', async () => {
    const world = createWorld();
    world.machine.work({ cpuRatio: 0.5 });
    const prepared = await definition.prepare?.(world.ports);
    await world.clock.advance(200);

    const series = await cpuSeries(prepared, world);

    expect(series).toMatchObject({ stepMs: 250, values: [0.5] });
    expect(world.clock.sleeps).toEqual([50]);
  });

  it('waits a whole window without it', async () => {
    const world = createWorld();

    await cpuSeries(undefined, world);

    expect(world.clock.sleeps).toEqual([250]);
  });

  it.each([
    { what: 'of another root', root: '/host', prepared: { look: {}, monotonicMs: 0 } },
    { what: 'that failed', root: '/', prepared: undefined },
    { what: 'that is no look', root: '/', prepared: 'soon' },
  ])('does without one $what', ({ root, prepared }) => {
    expect(firstLookFor({ root }, prepared)).toBeUndefined();
  });

  it('is not taken where a look is dear', async () => {
    expect(await takeFirstLook(createFakePorts({ platform: 'darwin' }))).toBeUndefined();
  });
});
