import { setTimeout as sleep } from 'node:timers/promises';
import type { Collection } from '@openfinops/core';
import { createFakePorts, startAwsEmulator } from '@openfinops/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AwsClients } from '../clients/aws-clients.ts';
import { AwsOptions } from '../options.ts';
import { createOwnCalls } from '../own-calls.ts';
import { createLoopbackCloudWatch } from './loopback-cloudwatch.ts';
import { createRound } from './round.ts';
import { sampleMachine } from './sample-machine.ts';

const NO_RATE = { listPerHour: null, effectivePerHour: null, currency: 'USD', missing: [] };

async function open(given: Partial<AwsOptions> = {}) {
  const ports = createFakePorts();
  const estate = { instances: 120, stoppedRatio: 0, spotRatio: 0 };
  const emulator = await startAwsEmulator({ seed: 11, estate, nowMs: () => ports.clock.nowMs() });
  const loopback = createLoopbackCloudWatch(emulator.url, { maxAttempts: 1 });
  onTestFinished(async () => {
    loopback.close();
    await emulator.close();
  });
  const stop = new AbortController();
  const round = createRound({
    clients: loopback as AwsClients,
    options: AwsOptions.parse({ region: ['us-west-2'], ...given }),
    ports,
    calls: createOwnCalls(ports.metrics),
    signal: stop.signal,
    cursorOf: () => undefined,
    rateOf: () => NO_RATE,
  });
  const machines = emulator.estate.machines.map(({ instanceId, region }) => sampleMachine(instanceId, { region }));
  const asked = (): number => emulator.calls().reduce((sum, { calls }) => sum + calls, 0);
  return { round, machines, asked, stop };
}

async function seriesOf(items: AsyncIterable<Iterable<Collection>>): Promise<number> {
  let series = 0;
  for await (const some of items) for (const { type } of some) if (type === 'series') series += 1;
  return series;
}

describe('a round of collection', () => {
  it('asks about what is listed while the listing goes on', async () => {
    const { round, machines, asked } = await open();
    const items = round.items();

    await round.see(machines);
    const first = await items.next();

    expect([...(first.value ?? [])]).toHaveLength(500);
    expect(asked()).toBe(1);

    round.endListing();
    expect(await seriesOf(items)).toBe(100);
    expect(asked()).toBe(2);
  });

  it('waits for the end of the listing where there is a budget to keep', async () => {
    const { round, machines, asked } = await open({ budgetMonthlyUsd: 5 });
    const items = round.items();
    const first = items.next();

    await round.see(machines);
    await sleep(20);

    expect(asked()).toBe(0);

    round.endListing();
    expect([...((await first).value ?? [])]).toHaveLength(500);
    expect(await seriesOf(items)).toBe(100);
  });

  it('asks nothing where nothing is listed', async () => {
    const { round, asked } = await open();

    round.endListing();

    expect(await seriesOf(round.items())).toBe(0);
    expect(asked()).toBe(0);
  });

  it('ends with the reason of its signal while it waits for more', async () => {
    const { round, machines, stop } = await open();
    await round.see(machines.slice(0, 5));
    const reading = seriesOf(round.items());
    await sleep(5);

    stop.abort();
    round.endListing();

    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
