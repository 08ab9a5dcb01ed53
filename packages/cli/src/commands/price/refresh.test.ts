import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LivePriceFetcher } from '@openfinops/core';
import { createFakeClock, sampleBookRow } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeIo, type FakeIo } from '../../fake-io.ts';
import type { AnyConfig } from '../../settings.ts';
import { refreshAll } from './refresh.ts';

const row = sampleBookRow();

describe('refreshAll', () => {
  let dir: string;
  let io: FakeIo;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'openfinops-refresh-'));
    io = createFakeIo();
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const refresh = (fetch: LivePriceFetcher['fetch'], region?: readonly string[]): Promise<number> =>
    refreshAll({
      fetchers: [{ provider: 'aws', services: ['ec2'], serves: (name) => !name.startsWith('us-gov-'), fetch }],
      flags: region === undefined ? {} : { region },
      prices: { config: { state: dir } as AnyConfig, cached: new Map() },
      ports: { clock: createFakeClock(), random: () => 0.5 },
      io,
    });

  it('keeps what it fetched, and says how much', async () => {
    const exitCode = await refresh(
      async (_, region) => [
        { ...row, region },
        { ...row, region, sku: 'x', prices: { 'on-demand': '0' } },
      ],
      ['us-west-2'],
    );

    expect(exitCode).toBe(0);
    expect(io.outText()).toBe('aws ec2 us-west-2: 1 prices, 0 changed, 1 that cannot be right left out (x)\n');
    expect(await readdir(join(dir, 'aws', 'prices'))).toEqual(['ec2+us-west-2.prices']);
  });

  it('goes on after a region that failed, and ends with 75', async () => {
    const fetch: LivePriceFetcher['fetch'] = async (_, region) => {
      if (region === 'us-west-2') throw new Error('refused');
      return [{ ...row, region }];
    };

    const exitCode = await refresh(fetch, ['us-west-2', 'us-east-1']);

    expect(exitCode).toBe(75);
    expect(io.outText()).toBe('aws ec2 us-west-2: failed, the old prices stay: refused\naws ec2 us-east-1: 1 prices, 0 changed\n');
  });

  it('asks for a region where none is known', async () => {
    await expect(refresh(async () => [])).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('nothing of aws') as string });
  });

  it('says that a region has no price list', async () => {
    const refreshing = refresh(async () => [], ['us-gov-west-1']);

    await expect(refreshing).rejects.toMatchObject({ code: 'USAGE', message: 'aws has no price list of us-gov-west-1' });
  });
});
