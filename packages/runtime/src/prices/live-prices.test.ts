import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentError, createMemoryBook, type PriceBook, type PriceKey } from '@openfinops/core';
import { createFakeClock, type FakeClock, sampleBookRow } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBreakingIo } from '../state/breaking-io.ts';
import { createFakeFetcher, type FakeFetcher } from './live-fake.ts';
import { createLivePrices, type LivePrices, type LivePricesOptions, type RefreshOutcome } from './live-prices.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEY: PriceKey = {
  provider: 'aws',
  accountId: '123456789012',
  service: 'ec2',
  region: 'us-west-2',
  sku: 'm5.large',
  meter: 'compute',
  purchase: 'on-demand',
  attributes: { os: 'linux', state: 'running' },
};
const never = () => new AbortController().signal;

describe('createLivePrices', () => {
  let dir: string;
  let clock: FakeClock;
  let fetcher: FakeFetcher;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'openfinops-live-'));
    clock = createFakeClock();
    fetcher = createFakeFetcher([sampleBookRow()]);
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const open = (more: Partial<LivePricesOptions> = {}): Promise<LivePrices> =>
    createLivePrices({ fetcher, cacheDir: join(dir, 'prices'), clock, random: () => 0.5, timeout: never, ...more });
  const pricesIn = (books: readonly PriceBook[]) =>
    books.map((book) => book.rows('ec2', 'us-west-2', 'M5.LARGE').map(({ prices }) => prices['on-demand']));

  it('knows nothing before the first refresh', async () => {
    const live = await open();

    expect(pricesIn(live.books)).toEqual([[], []]);
    expect(live.books.map(({ origin }) => origin)).toEqual(['live', 'cache']);
  });

  it('answers with what it fetched, by SKU in any letter case', async () => {
    const live = await open();

    const outcome = await live.refresh('ec2', 'us-west-2', never());

    expect(outcome).toMatchObject({ status: 'refreshed', rows: 1, changed: 0, suspects: 0, notKept: undefined });
    expect(pricesIn(live.books)[0]).toEqual(['0.096']);
    expect(live.books[0]?.services()).toEqual(['ec2']);
    expect(live.books[0]?.regions('ec2')).toEqual(['us-west-2']);
    expect(live.books[0]?.skus('ec2', 'us-west-2')).toEqual(['m5.large']);
  });

  it('finds the prices of an earlier process in the cache, for seven days', async () => {
    await (await open()).refresh('ec2', 'us-west-2', never());
    const later = await open();

    const atOnce = pricesIn(later.books);
    await clock.advance(7 * DAY);
    const lastMoment = pricesIn(later.books);
    await clock.advance(1);
    const tooLate = pricesIn(later.books);

    expect([atOnce, lastMoment, tooLate]).toEqual([
      [[], ['0.096']],
      [[], ['0.096']],
      [[], []],
    ]);
  });

  it('calls prices cached that could not be refreshed for a day and a half', async () => {
    const live = await open();
    await live.refresh('ec2', 'us-west-2', never());

    await clock.advance(1.5 * DAY + 1);

    expect(pricesIn(live.books)).toEqual([[], ['0.096']]);
  });

  it.each([
    { what: 'a refused call', answer: new Error('403') },
    { what: 'an empty list', answer: [] },
    { what: 'a list of prices that are none', answer: [sampleBookRow({ prices: { 'on-demand': '0' } })] },
  ])('keeps what it had after $what', async ({ answer }) => {
    const live = await open();
    await live.refresh('ec2', 'us-west-2', never());
    fetcher.answer(answer);

    const outcome = await live.refresh('ec2', 'us-west-2', never());

    expect(outcome.status).toBe('failed');
    expect(pricesIn(live.books)[0]).toEqual(['0.096']);
    expect(pricesIn((await open()).books)[1]).toEqual(['0.096']);
  });

  it('prices the hours before a change with the price before it', async () => {
    const live = await open();
    await live.refresh('ec2', 'us-west-2', never());
    fetcher.answer([sampleBookRow({ prices: { 'on-demand': '0.09' } })]);
    await clock.advance(HOUR);

    const outcome = await live.refresh('ec2', 'us-west-2', never());

    expect(outcome).toMatchObject({ changed: 1 });
    expect(live.books[0]?.rows('ec2', 'us-west-2', 'm5.large').map(({ fromMs, prices }) => [fromMs, prices['on-demand']])).toEqual([
      [0, '0.096'],
      [clock.nowMs(), '0.09'],
    ]);
  });

  it('asks about what is in use, and does not miss what is used no more', async () => {
    const live = await open();
    fetcher.answer([sampleBookRow(), sampleBookRow({ sku: 'c5.large' }), sampleBookRow({ attributes: { os: 'windows' } })]);
    await live.refresh('ec2', 'us-west-2', never());
    live.use(KEY);
    fetcher.answer([sampleBookRow()]);

    const outcome = await live.refresh('ec2', 'us-west-2', never());

    expect(outcome.status).toBe('refreshed');
    expect(fetcher.wanted).toEqual([null, ['m5.large']]);
    expect(live.books[0]?.skus('ec2', 'us-west-2')).toEqual(['m5.large']);
  });

  it('keeps what it had when most of what is in use is missing from the answer', async () => {
    const live = await open();
    fetcher.answer([sampleBookRow(), sampleBookRow({ sku: 'c5.large' })]);
    await live.refresh('ec2', 'us-west-2', never());
    for (const sku of ['m5.large', 'c5.large']) live.use({ ...KEY, sku });
    fetcher.answer([sampleBookRow()]);

    const outcome = await live.refresh('ec2', 'us-west-2', never());

    expect(outcome.status).toBe('failed');
    expect(live.books[0]?.skus('ec2', 'us-west-2')).toEqual(['m5.large', 'c5.large']);
  });

  it('leaves out prices that lie far off the tables, and names them', async () => {
    const tables = createMemoryBook({ provider: 'aws', origin: 'bundled', rows: [sampleBookRow()] });
    const live = await open({ tables });
    fetcher.answer([sampleBookRow({ prices: { 'on-demand': '0.4801' } }), sampleBookRow({ sku: 'c5.large' })]);

    const outcome = await live.refresh('ec2', 'us-west-2', never());

    expect(outcome).toMatchObject({ status: 'refreshed', rows: 1, suspects: 1, suspectSkus: ['m5.large'] });
    expect(pricesIn(live.books)[0]).toEqual([]);
  });

  it('works on where the cache cannot be written, and says why', async () => {
    const live = await open({ io: createBreakingIo({ failCall: 'open', code: 'EROFS' }) });

    const outcome = await live.refresh('ec2', 'us-west-2', never());

    expect(outcome).toMatchObject({ status: 'refreshed', notKept: { code: 'STATE_UNWRITABLE' } });
    expect(pricesIn(live.books)[0]).toEqual(['0.096']);
  });

  it('gives up a fetch that takes too long, and turns an abort into no data', async () => {
    const live = await open({ timeout: () => AbortSignal.abort(new DOMException('too long', 'TimeoutError')) });

    const slow = await live.refresh('ec2', 'us-west-2', never());
    const stopped = live.refresh('ec2', 'us-west-2', AbortSignal.abort());

    expect(slow).toMatchObject({ status: 'failed', error: { name: 'TimeoutError' } });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('catches up with all that is missing, at once and once', async () => {
    const outcomes: RefreshOutcome[] = [];
    const live = await open({ onOutcome: (outcome) => outcomes.push(outcome) });
    for (const region of ['us-west-2', 'eu-west-1']) live.use({ ...KEY, region });

    await live.catchUp(never());
    await live.catchUp(never());

    expect(fetcher.asked).toEqual(['ec2 us-west-2', 'ec2 eu-west-1']);
    expect(outcomes.map(({ status }) => status)).toEqual(['refreshed', 'refreshed']);
  });

  describe('run', () => {
    const runFor = async (live: LivePrices, ms: number): Promise<void> => {
      const stop = new AbortController();
      const running = live.run(stop.signal);
      await clock.advance(ms);
      stop.abort();
      await running;
    };
    beforeEach(() => {
      clock = createFakeClock({ manual: true });
    });

    it('fetches nothing that nobody asked for', async () => {
      await runFor(await open(), 3 * DAY);

      expect(fetcher.asked).toEqual([]);
    });

    it('fetches a region soon after it was asked for, then once a day', async () => {
      const outcomes: RefreshOutcome[] = [];
      const live = await open({ cacheDir: null, onOutcome: (outcome) => outcomes.push(outcome) });
      live.use(KEY);

      await runFor(live, 2 * 60_000);
      const soon = fetcher.asked.length;
      await runFor(live, 2 * DAY);

      expect(soon).toBe(1);
      expect(fetcher.asked).toEqual(['ec2 us-west-2', 'ec2 us-west-2', 'ec2 us-west-2']);
      expect(outcomes.map(({ status }) => status)).toEqual(['refreshed', 'refreshed', 'refreshed']);
    });

    it('asks again within the hour and a half after a failure', async () => {
      fetcher.answer(new Error('503'));
      const live = await open({ cacheDir: null });
      live.use(KEY);

      await runFor(live, 3.1 * HOUR);

      expect(fetcher.asked).toHaveLength(4);
    });

    it('asks again a day after access was denied', async () => {
      fetcher.answer(new AgentError('AUTH_DENIED', 'refused'));
      const live = await open({ cacheDir: null });
      live.use(KEY);

      await runFor(live, 23 * HOUR);
      const within = fetcher.asked.length;
      await runFor(live, 2 * HOUR);

      expect([within, fetcher.asked.length]).toEqual([1, 2]);
    });

    it('does not fetch what an earlier process fetched within the day', async () => {
      await (await open()).refresh('ec2', 'us-west-2', never());
      const later = await open();
      later.use(KEY);

      await runFor(later, 23 * HOUR);
      const within = fetcher.asked.length;
      await runFor(later, 2 * HOUR);

      expect([within, fetcher.asked.length]).toEqual([1, 2]);
    });

    it('leaves services alone that the provider quotes no prices of', async () => {
      const live = await open();
      live.use({ ...KEY, service: 'lambda' });

      await runFor(live, DAY);

      expect(fetcher.asked).toEqual([]);
    });
  });
});
