import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentError, exitCodeOf } from '@openfinops/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { createConfigSchema } from './config-schema.ts';
import { FakeSection } from './fake-section.ts';
import { loadConfig } from './load-config.ts';

const schema = createConfigSchema({ sections: { fake: FakeSection }, active: ['fake'], stateDir: '/state' });

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'openfinops-bad-'));
});

interface Given {
  readonly text?: string | Buffer;
  readonly flags?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly filePath?: string;
}

async function errorOf({ text, flags = {}, env = {}, filePath }: Given): Promise<AgentError> {
  if (text !== undefined) await writeFile(join(cwd, 'openfinops.yaml'), text);
  const error: unknown = await loadConfig({ schema, flags, env: { HOME: cwd, ...env }, filePath, cwd }).catch((cause: unknown) => cause);
  if (error instanceof AgentError) return error;
  throw new Error('the configuration was taken');
}

describe('a bad configuration', () => {
  it('is refused with every problem, each with its place, flags and variables first', async () => {
    const text = [
      'servr: https://hub.example',
      'interval: 0.5',
      'fake:',
      '  hosting: clod',
      '  card:',
      '    pue: 0.8',
      '    purchse: 3',
      '    purchase: {price: -4}',
      '    timeZone: Mars',
      '    periods: [{from: "08:00", to: "12:00"}, {from: "10:00", to: "11:00"}]',
      'interval: 4',
    ].join('\n');

    const error = await errorOf({ text, flags: { deadline: '99999999' }, env: { OPENFINOPS_SHARD: '5/2' } });

    expect(error.code).toBe('CONFIG_INVALID');
    expect(exitCodeOf(error)).toBe(78);
    expect(error.message.split('\n')).toEqual([
      '--deadline: must be at most 86400 (got 99999999)',
      'OPENFINOPS_SHARD: must be i/n with 1 <= i <= n <= 9999, such as 2/5 (got "5/2")',
      'openfinops.yaml:1:1 unknown key "servr"; did you mean "server"?',
      'openfinops.yaml:4:3 fake.hosting: must be one of auto, owned, cloud; did you mean "cloud"? (got "clod")',
      'openfinops.yaml:6:5 fake.card.pue: must be at least 1 (got 0.8)',
      'openfinops.yaml:7:5 fake.card: unknown key "purchse"; did you mean "purchase"?',
      'openfinops.yaml:8:5 fake.card.purchase.inService: is required: text',
      'openfinops.yaml:8:16 fake.card.purchase.price: must be at least 0 (got -4)',
      'openfinops.yaml:9:5 fake.card.timeZone: is no known time zone (got "Mars")',
      'openfinops.yaml:10:45 fake.card.periods[1]: overlaps the first period',
      'openfinops.yaml:11:1 the key "interval" is already on line 2',
    ]);
  });

  it('is one in an environment that lets anybody pass for the server', async () => {
    const error = await errorOf({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });

    expect(error.message).toMatch(/^NODE_TLS_REJECT_UNAUTHORIZED: 0 lets anybody pass for the server; unset it/);
    expect(exitCodeOf(error)).toBe(78);
  });

  it.each([
    { what: 'text for a number', text: 'interval: 5m', line: 'openfinops.yaml:1:1 interval: must be a number (got "5m")' },
    { what: 'a broken number', text: 'interval: 1.5', line: 'openfinops.yaml:1:1 interval: must be a whole number (got 1.5)' },
    { what: 'no number', text: 'interval: .nan', line: 'openfinops.yaml:1:1 interval: must be a number (got NaN)' },
    { what: 'endless time', text: 'interval: .inf', line: 'openfinops.yaml:1:1 interval: must be a number (got Infinity)' },
    { what: 'zero time', text: 'interval: 0', line: 'openfinops.yaml:1:1 interval: must be at least 1 (got 0)' },
    { what: 'too long a time', text: 'interval: 86401', line: 'openfinops.yaml:1:1 interval: must be at most 86400 (got 86401)' },
    {
      what: 'a word for a switch',
      text: 'allowInsecureHttp: sure',
      line: 'openfinops.yaml:1:1 allowInsecureHttp: must be true or false (got "sure")',
    },
    { what: 'a number for text', text: 'agentId: 12', line: 'openfinops.yaml:1:1 agentId: must be text; put it in quotes (got 12)' },
    { what: 'a list for text', text: 'server: [a]', line: 'openfinops.yaml:1:1 server: must be text (got a list)' },
    { what: 'a map for text', text: 'server: {a: b}', line: 'openfinops.yaml:1:1 server: must be text (got a map)' },
    { what: 'text for a section', text: 'fake: true', line: 'openfinops.yaml:1:1 fake: must be a map of settings (got true)' },
    { what: 'text for a list', text: 'fake:\n  region: a', line: 'openfinops.yaml:2:3 fake.region: must be a list (got "a")' },
    {
      what: 'an entry of the wrong type',
      text: 'fake:\n  region: [a, 2]',
      line: 'openfinops.yaml:2:15 fake.region[1]: must be text; put it in quotes (got 2)',
    },
    { what: 'nothing', text: 'server:', line: 'openfinops.yaml:1:1 server: is empty; give it a value or remove the line' },
    { what: 'empty text', text: 'fake:\n  root: ""', line: 'openfinops.yaml:2:3 fake.root: must not be empty (got "")' },
    {
      what: 'an unknown level',
      text: 'logLevel: trace',
      line: 'openfinops.yaml:1:1 logLevel: must be one of debug, info, warn, error, silent (got "trace")',
    },
    {
      what: 'a cron expression that is none',
      text: 'cron: "61 * * * *"',
      line: 'openfinops.yaml:1:1 cron: has the minute "61", which is not within 0..59 (got "61 * * * *")',
    },
    {
      what: 'an agent id with blanks',
      text: 'agentId: a b',
      line: 'openfinops.yaml:1:1 agentId: must be 1 to 128 letters, digits, or . _ : - and start with a letter or digit (got "a b")',
    },
    { what: 'a key in snake_case', text: 'token_file: x', line: 'openfinops.yaml:1:1 unknown key "token_file"; did you mean "tokenFile"?' },
    { what: 'a key of another level', text: 'root: /x', line: 'openfinops.yaml:1:1 unknown key "root"; did you mean "fake.root"?' },
    { what: 'a key that resembles none', text: 'zebra: 1', line: 'openfinops.yaml:1:1 unknown key "zebra"' },
    { what: 'a merge key', text: 'fake:\n  <<: {a: 1}', line: 'openfinops.yaml:2:3 fake: unknown key "<<"' },
    { what: 'the prototype', text: '__proto__: {interval: 5}', line: 'openfinops.yaml:1:1 unknown key "__proto__"' },
    {
      what: 'an override without match',
      text: 'prices:\n  overrides:\n    - {percent: 5, asOf: 2026-01-01}',
      line: 'openfinops.yaml:3:7 prices.overrides[0].match: is required: a map of settings',
    },
    {
      what: 'a price that is neither',
      text: 'prices:\n  overrides:\n    - {match: {sku: x}, asOf: 2026-01-01, price: [1]}',
      line: 'openfinops.yaml:3:43 prices.overrides[0].price: must be a number or text (got a list)',
    },
  ])('$what is said plainly', async ({ text, line }) => {
    const error = await errorOf({ text });

    expect(error.message).toBe(line);
  });

  it.each([
    {
      what: 'http to another machine',
      text: 'server: http://hub:8080',
      line: 'openfinops.yaml:1:1 server: must be https, because it is not this machine; --allow-insecure-http permits http on a network you trust (got "http://hub:8080")',
    },
    {
      what: 'a metadata address',
      text: 'server: http://169.254.169.254',
      line: 'openfinops.yaml:1:1 server: points to a cloud metadata service, which is never the server (got "http://169.254.169.254")',
    },
    {
      what: 'a foreign scheme',
      text: 'server: ftp://hub',
      line: 'openfinops.yaml:1:1 server: must start with http:// or https://, not with ftp: (got "ftp://hub")',
    },
  ])('$what is refused at start', async ({ text, line }) => {
    const error = await errorOf({ text });

    expect(error.message).toBe(line);
  });

  it('names what is wrong between settings beside what is wrong with others', async () => {
    const error = await errorOf({ text: 'server: http://hub\ninterval: x\n' });

    expect(error.message.split('\n')).toHaveLength(2);
  });

  it('takes http to another machine when that is said', async () => {
    const loaded = await loadConfig({ schema, flags: { server: 'http://hub:8080', allowInsecureHttp: true }, env: { HOME: cwd }, cwd });

    expect(loaded.value.server).toBe('http://hub:8080');
  });

  it('never quotes a secret', async () => {
    const text = 'server: http://ada:hunter2hunter2@hub\nfake:\n  apiKey: 12345678\n';

    const error = await errorOf({ text, env: { OPENFINOPS_TOKEN: 'two words' } });

    expect(error.message.split('\n')).toEqual([
      'OPENFINOPS_TOKEN: must be one line of printable ASCII without spaces',
      'openfinops.yaml:1:1 server: must not carry a user name or password; give the token with --token-file (got "http://***set***@hub")',
      'openfinops.yaml:3:3 fake.apiKey: must be text; put it in quotes',
    ]);
  });

  it('is told from a flag, a variable and no file at all', async () => {
    const error = await errorOf({ flags: { format: 'xml' }, env: { OPENFINOPS_ENDPOINT: 'hub', OPENFINOPS_FAKE_HOSTING: 'mine' } });

    expect(error.message.split('\n')).toEqual([
      '--format: must be one of table, json, ndjson (got "xml")',
      'OPENFINOPS_ENDPOINT: must be an address such as https://finops.example.com (got "hub")',
      'OPENFINOPS_FAKE_HOSTING: must be one of auto, owned, cloud (got "mine")',
    ]);
  });

  it('names a hundred problems and counts the rest', async () => {
    const error = await errorOf({ text: Array.from({ length: 150 }, (_, index) => `zebra${index}: 1`).join('\n') });

    expect(error.message.split('\n')).toHaveLength(101);
    expect(error.message.split('\n').at(-1)).toBe('… and 50 more');
  });
});

describe('a file that cannot be a configuration', () => {
  it.each([
    { what: 'of 10 MB', text: 'a: 1\n'.repeat(2_000_000), message: 'openfinops.yaml is larger than 1 MiB, which no configuration is' },
    { what: 'in UTF-16', text: Buffer.from('\uFEFFinterval: 5', 'utf16le'), message: 'openfinops.yaml is not UTF-8 text' },
    { what: 'with an alias bomb', text: bomb(), message: 'openfinops.yaml:2:8 aliases multiply the file beyond reason' },
    {
      what: 'that is no YAML',
      text: 'a: [1,',
      message: 'openfinops.yaml:1:7 Flow sequence in block collection must be sufficiently indented and end with a ]',
    },
  ])('is refused in one sentence: one $what', async ({ text, message }) => {
    const error = await errorOf({ text });

    expect(error.code).toBe('CONFIG_UNREADABLE');
    expect(exitCodeOf(error)).toBe(78);
    expect(error.message).toBe(message);
  });

  it('is refused when it is named and not there', async () => {
    const error = await errorOf({ filePath: 'nowhere.yaml' });

    expect(error.message).toBe('nowhere.yaml does not exist');
  });

  it('is refused when it is a directory', async () => {
    await mkdir(join(cwd, 'conf'));

    const error = await errorOf({ env: { OPENFINOPS_CONFIG: 'conf' } });

    expect(error.message).toBe('conf is a directory');
  });

  it('is named whole when it lies elsewhere', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'openfinops-else-'));
    await writeFile(join(elsewhere, 'c.yaml'), 'zebra: 1');

    const error = await errorOf({ filePath: join(elsewhere, 'c.yaml') });

    expect(error.message).toBe(`${join(elsewhere, 'c.yaml')}:1:1 unknown key "zebra"`);
  });
});

/** Each line is nine times the line before. */
function bomb(): string {
  const names = 'abcdefghi'.split('');
  return names
    .map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => (index === 0 ? 'x' : `*${names[index - 1]}`)).join(',')}]`)
    .join('\n');
}
