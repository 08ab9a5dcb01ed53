import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleBookRow } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBreakingIo } from '../state/breaking-io.ts';
import { realStateIo } from '../state/state-io.ts';
import { createPriceCache } from './cache-dir.ts';

const region = { service: 'ec2', region: 'us-west-2', fetchedMs: 1_795_255_200_000, rows: [sampleBookRow(), sampleBookRow({ sku: 'm5.xlarge' })] };

describe('the cache of prices on disk', () => {
  let parent: string;
  let dir: string;
  let path: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'openfinops-prices-'));
    dir = join(parent, 'aws');
    path = join(dir, 'ec2+us-west-2.prices');
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('gives back what was written, and nothing before that', async () => {
    const cache = createPriceCache(dir, 'aws', realStateIo);

    const before = await cache.read();
    await cache.write(region);
    const after = await cache.read();

    expect(before).toEqual({ regions: [], problems: [] });
    expect(after).toEqual({ regions: [region], problems: [] });
  });

  it.skipIf(process.platform === 'win32')('shows it to its owner alone', async () => {
    await createPriceCache(dir, 'aws', realStateIo).write(region);

    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
  });

  it('keeps one file a region, whatever the region is called', async () => {
    const cache = createPriceCache(dir, 'aws', realStateIo);
    const odd = { ...region, region: '../../etc/passwd' };

    for (const written of [region, region, odd]) await cache.write(written);

    expect(await readdir(parent)).toEqual(['aws']);
    expect(await readdir(dir)).toHaveLength(2);
    expect((await cache.read()).regions).toEqual(expect.arrayContaining([region, odd]));
  });

  it.each([
    { what: 'a truncated file', edit: (text: string) => text.slice(0, -20), says: 'its content does not match its hash' },
    { what: 'a changed price', edit: (text: string) => text.replace('0.096', '0.069'), says: 'its content does not match its hash' },
    { what: 'another row', edit: (text: string) => `${text}{}\n`, says: 'its content does not match its hash' },
    { what: 'an empty file', edit: () => '', says: 'its first line is no header of openfinops.prices/1' },
    {
      what: 'a newer format',
      edit: (text: string) => text.replace('prices/1', 'prices/2'),
      says: 'its first line is no header of openfinops.prices/1',
    },
    { what: 'prices of another provider', edit: (text: string) => text.replace('"aws"', '"gcp"'), says: 'it holds prices of gcp' },
  ])('does not use $what, and says so', async ({ edit, says }) => {
    const cache = createPriceCache(dir, 'aws', realStateIo);
    await cache.write(region);
    await writeFile(path, edit(await readFile(path, 'utf8')));

    const { regions, problems } = await cache.read();

    expect(regions).toEqual([]);
    expect(problems).toEqual([
      expect.objectContaining({ code: 'SOURCE_GARBLED', message: expect.stringContaining(`${path} cannot be used: ${says}`) as string }),
    ]);
  });

  it('keeps the old prices when the disk is full', async () => {
    await createPriceCache(dir, 'aws', realStateIo).write(region);
    const full = createPriceCache(dir, 'aws', createBreakingIo({ failCall: 'write', code: 'ENOSPC' }));

    const writing = full.write({ ...region, fetchedMs: region.fetchedMs + 1 });

    await expect(writing).rejects.toMatchObject({ code: 'STATE_UNWRITABLE' });
    expect((await full.read()).regions).toEqual([region]);
  });
});
