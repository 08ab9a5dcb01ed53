import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentError, emptyLedger, trackKey } from '@openfinops/core';
import { createLivePrices, openState } from '@openfinops/runtime';
import { createFakeClock, sampleBookRow } from '@openfinops/testing';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeIo, type FakeIo } from '../../fake-io.ts';
import { definePriceCommand } from './define-price.ts';
import { writeFakeTables } from './fake-tables.ts';

const NOW = Date.UTC(2026, 10, 21, 10);
const FETCHED = sampleBookRow({ region: 'us-east-1', prices: { 'on-demand': '0.09' } });
const M5 = ['--provider', 'aws', '--service', 'ec2', '--region', 'us-east-1', '--sku', 'm5.large'];

describe('price', () => {
  let dir: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'openfinops-price-'));
    env = { OPENFINOPS_PRICING_TABLES: await writeFakeTables(dir), OPENFINOPS_STATE: join(dir, 'state') };
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const run = async (argv: readonly string[]): Promise<{ io: FakeIo; exitCode: number }> => {
    const io = createFakeIo({ env, cwd: dir });
    const command = new Command('price').exitOverride().configureOutput({ writeErr: () => {} });
    let exitCode = -1;
    await definePriceCommand(
      command,
      io,
      async (work) => {
        exitCode = await work();
      },
      () => NOW,
    );
    await command.parseAsync([...argv], { from: 'user' });
    return { io, exitCode };
  };
  const linesOf = async (argv: readonly string[]): Promise<string[]> => (await run(argv)).io.outText().trimEnd().split('\n');
  const jsonOf = async (argv: readonly string[]): Promise<Record<string, unknown>> =>
    JSON.parse((await run([...argv, '--json'])).io.outText()) as Record<string, unknown>;

  describe('lookup', () => {
    it('prints a price with its source, its date and what it comes to in a month', async () => {
      const { io, exitCode } = await run(['lookup', ...M5]);

      expect(exitCode).toBe(0);
      expect(io.errText()).toBe('');
      expect(io.outText()).toBe(
        [
          'PRICE      0.096 USD per h',
          'MONTH      70.08 USD for 730 h',
          'FOR        aws ec2 m5.large in us-east-1: compute, on-demand',
          'SOURCE     bundled, list, as of 2026-11-01',
          'ESTIMATE   no',
          '',
        ].join('\n'),
      );
    });

    it('prints the same as one JSON object', async () => {
      const json = await jsonOf(['lookup', ...M5]);

      expect(json).toEqual({
        usd_per_hour: '0.096',
        source: 'bundled',
        as_of: '2026-11-01',
        basis: 'list',
        estimated: false,
        price: '0.096',
        unit: 'h',
        currency: 'USD',
        list_price: '0.096',
        effective_price: '0.096',
        effective_usd_per_hour: '0.096',
        price_id: null,
        tier_not_applied: false,
        estimated_because: [],
        missing: null,
        hint: null,
        key: {
          provider: 'aws',
          service: 'ec2',
          region: 'us-east-1',
          zone: null,
          sku: 'm5.large',
          meter: 'compute',
          purchase: 'on-demand',
          attributes: {},
        },
      });
    });

    it.each([
      { what: 'the provider', more: ['--provider', 'AWS'] },
      { what: 'the service', more: ['--service', 'AmazonEC2'] },
      { what: 'the region', more: ['--region', 'US East (N. Virginia)'] },
      { what: 'a zone in place of the region', more: ['--region', 'us-east-1a'] },
      { what: 'the SKU', more: ['--sku', 'M5.LARGE'] },
      { what: 'the system', more: ['--os', 'Linux/UNIX'] },
      { what: 'the way to buy', more: ['--purchase', 'OnDemand'] },
    ])('understands $what however it is written: $more', async ({ more }) => {
      const json = await jsonOf(['lookup', ...M5, ...more]);

      expect(json).toMatchObject({ usd_per_hour: '0.096' });
    });

    it.each([
      { purchase: 'spot', price: '0.0384', basis: 'spot', estimated: true },
      { purchase: 'reserved-1y-standard', price: '0.0605', basis: 'amortized', estimated: false },
    ])('knows $purchase', async ({ purchase, price, basis, estimated }) => {
      const json = await jsonOf(['lookup', ...M5, '--purchase', purchase]);

      expect(json).toMatchObject({ usd_per_hour: price, basis, estimated, key: { purchase } });
    });

    it('gives prices of other meters in their own unit, the first of the SKU where none is named', async () => {
      const gp3 = ['lookup', ...M5, '--service', 'ebs', '--sku', 'gp3'];

      const first = await jsonOf(gp3);
      const named = await jsonOf([...gp3, '--meter', 'iops']);

      expect(first).toMatchObject({ usd_per_hour: null, price: '0.08', unit: 'GiB-month', missing: null, key: { meter: 'storage' } });
      expect(named).toMatchObject({ usd_per_hour: null, price: '0.005', unit: 'IOPS-month', key: { meter: 'iops' } });
    });

    it.each([
      { what: 'an unknown SKU', more: ['--sku', 'm5.lrge'], missing: 'sku-unknown', hint: 'm5.large' },
      { what: 'an unknown region', more: ['--region', 'us-est-1'], missing: 'region-unknown', hint: 'us-east-1' },
      { what: 'an unlisted commitment', more: ['--purchase', 'reserved-3y-standard'], missing: 'sku-unknown', hint: 'reserved-3y-standard' },
      { what: 'another currency', more: ['--currency', 'eur'], missing: 'currency', hint: 'quotes USD' },
      { what: 'a provider without tables', more: ['--provider', 'gcp'], missing: 'sku-unknown', hint: 'gcp' },
    ])('answers $what with null, a reason and what is nearest; exit code 0', async ({ more, missing, hint }) => {
      const { io, exitCode } = await run(['lookup', ...M5, ...more, '--json']);

      const json = JSON.parse(io.outText()) as Record<string, unknown>;

      expect(exitCode).toBe(0);
      expect(json).toMatchObject({ usd_per_hour: null, price: null, source: null, estimated: null, missing });
      expect(json.hint).toContain(hint);
    });

    it('says a miss in words', async () => {
      const lines = await linesOf(['lookup', ...M5, '--sku', 'm5.lrge']);

      expect(lines.slice(0, 2)).toEqual([
        'PRICE      not known: the price list does not have it (sku-unknown)',
        'FOR        aws ec2 m5.lrge in us-east-1: compute, on-demand',
      ]);
      expect(lines[2]).toMatch(/^NEXT {7}.*m5\.large/);
    });

    it('shows what you really pay beside the list price', async () => {
      const override = { match: { provider: 'aws', sku: 'm5.*' }, percent: 10, asOf: '2026-11-01' };
      await writeFile(join(dir, 'openfinops.yaml'), JSON.stringify({ prices: { overrides: [override] } }));

      const lines = await linesOf(['lookup', ...M5]);
      const json = await jsonOf(['lookup', ...M5]);

      expect(lines).toContain('EFFECTIVE  0.0864 USD per h, with your overrides and commitments');
      expect(json).toMatchObject({ usd_per_hour: '0.096', list_price: '0.096', effective_usd_per_hour: '0.0864' });
    });

    it('prefers what was fetched to the table, and says so', async () => {
      const fetch = async (service: string, region: string) => [{ ...FETCHED, service, region }];
      const fetcher = { provider: 'aws', services: ['ec2'], fetch };
      const live = await createLivePrices({
        fetcher,
        cacheDir: join(dir, 'state', 'aws', 'prices'),
        clock: createFakeClock({ nowMs: NOW }),
        random: () => 0,
      });
      await live.refresh('ec2', 'us-east-1', new AbortController().signal);

      const json = await jsonOf(['lookup', ...M5]);
      const status = await linesOf(['status']);

      expect(json).toMatchObject({ usd_per_hour: '0.09', source: 'cache', as_of: '2026-11-21' });
      expect(status).toContain('  aws ec2 in us-east-1: 1 price, 0 ms ago');
    });

    it.each([
      { more: ['--purchase', 'reserved'], message: '--purchase reserved is no way to buy' },
      { more: ['--purchase', 'spott'], message: '--purchase spott is no way to buy; did you mean "spot"?' },
      { more: ['--meter', 'compte'], message: '--meter compte is no known meter; did you mean "compute"?' },
      { more: ['--currency', 'dollars'], message: '--currency dollars is no currency' },
      { more: ['--attribute', 'direction'], message: '--attribute direction is no NAME=VALUE' },
      { more: ['--sku', ' '], message: '--sku is missing' },
    ])('refuses $more', async ({ more, message }) => {
      const failure = await run(['lookup', ...M5, ...more]).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(AgentError);
      expect(failure).toMatchObject({ code: 'USAGE', message });
    });

    it('says on stderr that a table could not be used, and answers without it', async () => {
      await writeFile(join(dir, 'pricing-tables', 'aws', 'ec2', 'us-east-1.csv'), 'sku,on-demand\nm5.large,0.001\n');

      const { io } = await run(['lookup', ...M5, '--json']);

      expect(JSON.parse(io.outText())).toMatchObject({ usd_per_hour: null });
      expect(io.errText()).toMatch(/^warning SOURCE_GARBLED: .*ec2\/us-east-1\.csv/);
    });
  });

  describe('explain', () => {
    it('shows the lines of a sum and says the same in words', async () => {
      const override = { match: { provider: 'aws' }, percent: 10, asOf: '2026-11-01' };
      await writeFile(join(dir, 'openfinops.yaml'), JSON.stringify({ prices: { overrides: [override] } }));

      const lines = await linesOf(['explain', ...M5]);

      expect(lines.slice(0, 9)).toEqual([
        'aws ec2 m5.large in us-east-1: compute, on-demand',
        '',
        '                       AMOUNT  PRICE  VALUE  FROM',
        'm5.large in us-east-1       1  0.096  0.096  bundled, 2026-11-01',
        'List price, USD per h                 0.096',
        '',
        expect.stringMatching(/AMOUNT +PRICE +VALUE +FROM$/) as string,
        expect.stringMatching(/0\.0864 +bundled|0\.9 +0\.096 +0\.0864/) as string,
        expect.stringMatching(/^What you pay, USD per h +0\.0864$/) as string,
      ]);
      expect(lines.slice(10)).toContain('One h of m5.large (aws ec2, us-east-1, bought on demand) costs 0.096 USD.');
    });

    it('gives the steps to a program too', async () => {
      const json = await jsonOf(['explain', ...M5]);

      expect(json).toMatchObject({
        list_price: '0.096',
        list_steps: [{ amount: '1', price: '0.096', value: '0.096', source: 'bundled', as_of: '2026-11-01' }],
        effective_steps: [],
      });
    });

    it('says why there is nothing to explain', async () => {
      const lines = await linesOf(['explain', ...M5, '--sku', 'x']);

      expect(lines[0]).toBe('PRICE      not known: the price list does not have it (sku-unknown)');
    });

    it('explains each meter of a resource that an agent here has seen', async () => {
      const id = 'arn:aws:ec2:us-east-1:123456789012:instance/i-1';
      const offer = { sku: 'm5.xlarge', amount: '1', unit: 'h', unitMs: 3_600_000, purchase: 'on-demand', attributes: { os: 'linux' } } as const;
      const track = { sighting: { id, meter: 'compute', bills: true, offer }, sightedMs: NOW, seenMs: NOW, gone: false, hours: [] } as const;
      const state = await openState(join(dir, 'state', 'onprem'), { nowMs: () => NOW });
      await state.saveLedger({ ...emptyLedger('aws/123456789012/us-east-1/ec2'), atMs: NOW, tracks: new Map([[trackKey(id, 'compute'), track]]) });

      const lines = await linesOf(['explain', id]);

      expect(lines[0]).toBe('aws ec2 m5.xlarge in us-east-1: compute, linux, on-demand');
      expect(lines.find((line) => line.startsWith('List price'))).toMatch(/^List price, USD per h +0\.192$/);
    });

    it('knows no resource that no agent here has seen', async () => {
      const failure = await run(['explain', 'arn:aws:ec2:us-east-1:123456789012:instance/i-1']).catch((error: unknown) => error);

      expect(failure).toMatchObject({ code: 'USAGE', message: expect.stringContaining('i-1') as string });
    });
  });

  describe('status', () => {
    it('says what the tables hold, how old it is, and what they lack', async () => {
      const { io, exitCode } = await run(['status']);

      const text = io.outText();

      expect(exitCode).toBe(0);
      expect(text).toContain('PROVIDER  SERVICE  REGIONS  ROWS  AS OF       DAYS OLD  CURRENCY');
      expect(text).toContain('aws       ebs            1     2  2025-01-01       689  USD');
      expect(text).toContain('aws       ec2            1     2  2026-11-01        20  USD');
      expect(text).toContain('Sources of aws (1)\n  A price list (MIT)');
      expect(text).toContain('Left out of aws (1)\n  3 zero-price');
      expect(text).toContain('Missing from aws (1)\n  ec2 in us-west-1: all prices; nobody lists them');
      expect(text).not.toContain('Problems');
    });

    it('names files that are refused', async () => {
      await writeFile(join(dir, 'pricing-tables', 'aws', 'ebs.csv'), 'sku\n');

      const lines = await linesOf(['status']);
      const json = await jsonOf(['status']);

      expect(lines).toContain('Problems (1)');
      expect(json.problems).toEqual([expect.objectContaining({ code: 'SOURCE_GARBLED', message: expect.stringContaining('ebs.csv') as string })]);
    });
  });

  describe('refresh', () => {
    it('says honestly that nothing fetches live prices', async () => {
      const { io, exitCode } = await run(['refresh', 'onprem']);

      expect(exitCode).toBe(0);
      expect(io.outText()).toBe('');
      expect(io.errText()).toContain('Nothing to refresh');
      expect(io.errText()).toContain('the newest of 2026-11-01');
    });

    it.each([{ named: ['awz'] }, { named: ['--provider', 'awz'] }])('refuses a provider that does not exist: $named', async ({ named }) => {
      const failure = await run(['refresh', ...named]).catch((error: unknown) => error);

      expect(failure).toMatchObject({ code: 'USAGE', message: 'there is no provider "awz"' });
    });
  });
});
