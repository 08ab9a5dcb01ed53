import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import { createConfigSchema } from './config-schema.ts';
import { FakeSection } from './fake-section.ts';
import { loadConfig } from './load-config.ts';

const schema = createConfigSchema({ sections: { fake: FakeSection, other: FakeSection }, active: ['fake'], stateDir: '/state' });

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'openfinops-load-'));
});

/** No file of this machine takes part. */
function env(more: Record<string, string> = {}): Record<string, string> {
  return { HOME: cwd, ...more };
}

async function writeConfig(text: string, name = 'openfinops.yaml'): Promise<void> {
  await writeFile(join(cwd, name), text);
}

describe('loadConfig', () => {
  it('has a default for all that must be known', async () => {
    const loaded = await loadConfig({ schema, env: env(), cwd });

    expect(loaded.value).toEqual({
      server: 'http://127.0.0.1:8080',
      allowInsecureHttp: false,
      interval: 300,
      deadline: 300,
      state: '/state',
      format: 'table',
      listenPublic: false,
      listenAllowedHosts: [],
      spoolMaxBytes: 100_000_000,
      spoolMaxAge: 86_400,
      spoolMaxFiles: 20_000,
      logLevel: 'info',
      prices: { overrides: [], commitments: [] },
      fake: { root: '/', hosting: 'auto', isExample: false },
    });
    expect(loaded.filePath).toBeNull();
    expect(new Set(loaded.sources.values())).toEqual(new Set(['default']));
  });

  it('takes a flag before a variable before the file before the default', async () => {
    await writeConfig('interval: 10\ndeadline: 20\nformat: json\n');

    const loaded = await loadConfig({
      schema,
      flags: { interval: '30' },
      env: env({ OPENFINOPS_INTERVAL: '31', OPENFINOPS_DEADLINE: '32' }),
      cwd,
    });

    expect(loaded.value).toMatchObject({ interval: 30, deadline: 32, format: 'json', logLevel: 'info' });
    expect(Object.fromEntries(loaded.sources)).toMatchObject({ interval: 'flag', deadline: 'env', format: 'file', logLevel: 'default' });
  });

  it('reads the settings of a section from all three', async () => {
    await writeConfig('fake:\n  root: /file\n  hosting: owned\n  card: {pue: 1.3, purchase: {price: 5, inService: 2026-01-01}}\n');

    const loaded = await loadConfig({
      schema,
      flags: { 'fake.region': ['us-west-2,us-east-1', 'eu-west-1'], 'fake.isExample': true },
      env: env({ OPENFINOPS_FAKE_ROOT: '/env' }),
      cwd,
    });

    expect(loaded.value.fake).toEqual({
      root: '/env',
      hosting: 'owned',
      region: ['us-west-2', 'us-east-1', 'eu-west-1'],
      isExample: true,
      card: { pue: 1.3, purchase: { price: 5, inService: '2026-01-01' }, periods: [] },
    });
    expect(Object.fromEntries(loaded.sources)).toMatchObject({
      'fake.root': 'env',
      'fake.hosting': 'file',
      'fake.region': 'flag',
      'fake.isExample': 'flag',
      'fake.card.pue': 'file',
      'fake.card.periods': 'default',
    });
  });

  it('leaves a section alone that neither runs nor is written', async () => {
    const loaded = await loadConfig({ schema, env: env(), cwd });

    expect(loaded.value.other).toBeUndefined();
  });

  it.each([
    { text: 'yes', value: true },
    { text: 'ON', value: true },
    { text: '1', value: true },
    { text: 'false', value: false },
    { text: '0', value: false },
  ])('reads $text in a variable as $value', async ({ text, value }) => {
    const loaded = await loadConfig({ schema, env: env({ OPENFINOPS_ALLOW_INSECURE_HTTP: text }), cwd });

    expect(loaded.value.allowInsecureHttp).toBe(value);
  });

  it('takes an empty variable as not set', async () => {
    const loaded = await loadConfig({ schema, env: env({ OPENFINOPS_INTERVAL: '', OPENFINOPS_CONFIG: '' }), cwd });

    expect(loaded.value.interval).toBe(300);
  });

  it.each([
    { given: { OPENFINOPS_ENDPOINT: 'https://b.example' }, server: 'https://b.example' },
    { given: { OPENFINOPS_SERVER: 'https://a.example', OPENFINOPS_ENDPOINT: 'https://b.example' }, server: 'https://a.example' },
  ])('finds the server $server in $given', async ({ given, server }) => {
    const loaded = await loadConfig({ schema, env: env(given), cwd });

    expect(loaded.value.server).toBe(server);
  });

  it('parses what has parts', async () => {
    const loaded = await loadConfig({ schema, flags: { shard: '2/5' }, env: env({ OPENFINOPS_TOKEN: 'open-sesame' }), cwd });

    expect(loaded.value).toMatchObject({ shard: { index: 2, count: 5 } });
    expect(loaded.value.token).toBeInstanceOf(Secret);
    expect(loaded.value.token?.reveal()).toBe('open-sesame');
  });

  it('takes a section without lines as a section without settings', async () => {
    await writeConfig('fake:\n  #root: /x\nprices:\n');

    const loaded = await loadConfig({ schema, env: env(), cwd });

    expect(loaded.value).toMatchObject({ fake: { root: '/' }, prices: { overrides: [], commitments: [] } });
  });

  it('reads the file that is named, relative to here, and no other', async () => {
    await writeConfig('interval: 10\n');
    await mkdir(join(cwd, 'conf'));
    await writeConfig('deadline: 20\n', 'conf/mine.yaml');

    const loaded = await loadConfig({ schema, filePath: 'conf/mine.yaml', env: env(), cwd });

    expect(loaded.value).toMatchObject({ interval: 300, deadline: 20 });
    expect(loaded.filePath).toBe(join(cwd, 'conf', 'mine.yaml'));
  });

  it('reads the file that OPENFINOPS_CONFIG names', async () => {
    await writeConfig('deadline: 20\n', 'mine.yaml');

    const loaded = await loadConfig({ schema, env: env({ OPENFINOPS_CONFIG: 'mine.yaml' }), cwd });

    expect(loaded.value.deadline).toBe(20);
  });

  it('warns of a variable that looks like a setting, and leaves those of others alone', async () => {
    const loaded = await loadConfig({
      schema,
      env: env({ OPENFINOPS_SERVR: 'x', OPENFINOPS_HUB_SERVICE_HOST: '10.0.0.1', OPENFINOPS_SERVER_PORT_8080_TCP: 'x' }),
      cwd,
    });

    expect(loaded.warnings).toEqual(['OPENFINOPS_SERVR is no setting; did you mean OPENFINOPS_SERVER?']);
  });

  it('warns of a file that every user may write, and of a token in it', async () => {
    await writeConfig('token: open-sesame\n');
    await chmod(join(cwd, 'openfinops.yaml'), 0o646);

    const loaded = await loadConfig({ schema, env: env(), cwd });

    expect(loaded.warnings).toEqual([
      `openfinops.yaml may be written by every user of this machine; run \`chmod o-w ${join(cwd, 'openfinops.yaml')}\``,
      'openfinops.yaml holds the secret token; a file of its own with mode 0600 is safer',
    ]);
  });

  it('refuses a flag for what has none, as a mistake of ours', async () => {
    const loading = loadConfig({ schema, flags: { 'fake.card': 'x' }, env: env(), cwd });

    await expect(loading).rejects.toThrow('there is no flag for the setting fake.card');
  });
});
