import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { Secret } from '../secret.ts';
import { createConfigSchema } from './config-schema.ts';
import { FakeSection } from './fake-section.ts';
import { loadConfig } from './load-config.ts';
import { configRows } from './show.ts';

const schema = createConfigSchema({ sections: { fake: FakeSection }, active: ['fake'], stateDir: '/state' });

it('shows every setting in force with its source, secrets only as set', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'openfinops-show-'));
  const file = `shard: 2/5
fake:
  apiKey: open-sesame
  card: {purchase: {price: 5, inService: 2026-01-01}}
prices:
  overrides:
    - {match: {sku: m5.*}, price: 0.50, unit: h, asOf: 2026-01-01}
`;
  await writeFile(join(cwd, 'openfinops.yaml'), file);
  const loaded = await loadConfig({
    schema,
    flags: { 'fake.region': 'a,b' },
    env: { HOME: cwd, OPENFINOPS_TOKEN: 'open-sesame', OPENFINOPS_INTERVAL: '60' },
    cwd,
  });

  const rows = configRows(loaded, schema).map(({ path, value, source }) => `${path} = ${value} (${source})`);

  expect(rows).toEqual([
    'server = http://127.0.0.1:8080 (default)',
    'token = ***set*** (env)',
    'allowInsecureHttp = false (default)',
    'interval = 60 (env)',
    'deadline = 300 (default)',
    'state = /state (default)',
    'shard = 2/5 (file)',
    'format = table (default)',
    'listenPublic = false (default)',
    'listenAllowedHosts = (none) (default)',
    'spoolMaxBytes = 100000000 (default)',
    'spoolMaxAge = 86400 (default)',
    'spoolMaxFiles = 20000 (default)',
    'logLevel = info (default)',
    'prices.overrides[0].match.sku = m5.* (file)',
    'prices.overrides[0].price = 0.5 (file)',
    'prices.overrides[0].unit = h (file)',
    'prices.overrides[0].currency = USD (default)',
    'prices.overrides[0].asOf = 2026-01-01 (file)',
    'prices.commitments = (none) (default)',
    'fake.root = / (default)',
    'fake.region = a, b (flag)',
    'fake.hosting = auto (default)',
    'fake.apiKey = ***set*** (file)',
    'fake.isExample = false (default)',
    'fake.card.pue = 1 (default)',
    'fake.card.purchase.price = 5 (file)',
    'fake.card.purchase.inService = 2026-01-01 (file)',
    'fake.card.periods = (none) (default)',
  ]);
});

it('shows no secret that only its type tells', async () => {
  const plain = z.strictObject({ pin: z.string().transform((text) => new Secret(text)) });
  const loaded = await loadConfig({ schema: plain, env: { HOME: '/nowhere', OPENFINOPS_PIN: '1234' }, cwd: '/nowhere' });

  const rows = configRows(loaded, plain);

  expect(rows).toEqual([{ path: 'pin', value: '***set***', source: 'env' }]);
});
