import { AgentError } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import { createLog, type LogOptions } from './create-log.ts';

const nowMs = (): number => Date.UTC(2026, 10, 21, 12, 30, 5, 70);

async function logTo(options: Partial<LogOptions> = {}) {
  const texts: string[] = [];
  const log = await createLog({ level: 'info', nowMs, destination: { write: (text: string) => texts.push(text) }, ...options });
  return { log, texts };
}

describe('the log in JSON', () => {
  it('is one object a line: level, time, fields, message', async () => {
    const { log, texts } = await logTo();

    log.info({ provider: 'aws', waitMs: 70 }, 'scope skipped');

    expect(texts).toEqual(['{"level":"info","time":"2026-11-21T12:30:05.070Z","provider":"aws","waitMs":70,"msg":"scope skipped"}\n']);
  });

  it('reduces an error to code, message, hint and cause', async () => {
    const { log, texts } = await logTo();
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', config: { headers: { 'x-api-key': 'CANARY' } } });

    log.error({ error: new AgentError('SERVER_UNREACHABLE', 'no answer', { hint: 'Start it.', cause }) }, 'failed');

    expect(JSON.parse(texts[0] ?? '')).toMatchObject({
      error: {
        code: 'SERVER_UNREACHABLE',
        message: 'no answer',
        hint: 'Start it.',
        cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
      },
    });
    expect(texts[0]).not.toContain('CANARY');
  });

  it('shows where a bug is', async () => {
    const { log, texts } = await logTo();

    log.error({ error: new TypeError('x is not a function') }, 'failed');

    expect(JSON.parse(texts[0] ?? '').error).toMatchObject({ name: 'TypeError', stack: expect.stringContaining('create-log.test.ts') });
  });

  it('gives a child’s fields to each of its lines', async () => {
    const { log, texts } = await logTo();

    log.child({ provider: 'aws' }).child({ scope: 's' }).warn({ code: 'RATE_LIMITED' }, 'slow');

    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ provider: 'aws', scope: 's', code: 'RATE_LIMITED' });
  });

  it.each([
    { level: 'debug' as const, expected: ['debug', 'info', 'warn', 'error'] },
    { level: 'info' as const, expected: ['info', 'warn', 'error'] },
    { level: 'warn' as const, expected: ['warn', 'error'] },
    { level: 'error' as const, expected: ['error'] },
    { level: 'silent' as const, expected: [] },
  ])('says from $level on', async ({ level, expected }) => {
    const { log, texts } = await logTo({ level });

    log.debug({}, 'x');
    log.info({}, 'x');
    log.warn({}, 'x');
    log.error({}, 'x');

    expect(texts.map((text) => JSON.parse(text).level)).toEqual(expected);
  });
});

describe('a credential', () => {
  new Secret('CANARY-token-value');

  it.each([
    { where: 'a field of its name', fields: { token: 'CANARY' } },
    { where: 'a header', fields: { headers: { 'x-anything': 'CANARY' } } },
    { where: 'authorization deep inside', fields: { a: { b: [{ Authorization: 'CANARY' }] } } },
    { where: 'a password', fields: { dbPassword: 'CANARY' } },
    { where: 'an API key', fields: { apiKey: 'CANARY', 'x-api-key': 'CANARY', secretAccessKey: 'CANARY' } },
    { where: 'a cookie', fields: { cookie: 'CANARY', 'set-cookie': 'CANARY' } },
    { where: 'a Secret', fields: { given: new Secret('CANARY-1234') } },
    { where: 'an address', fields: { url: 'https://ada:CANARY@hub/x' } },
    { where: 'the text of an error', fields: { error: new Error('refused: Bearer CANARY') } },
    { where: 'a text that quotes a known secret', fields: { reply: 'bad token CANARY-token-value' } },
    { where: 'a foreign request', fields: { request: { path: '/CANARY' } } },
  ])('in $where is never written', async ({ fields }) => {
    const { log, texts } = await logTo();

    log.info(fields, 'a line');

    expect(texts).toHaveLength(1);
    expect(texts[0]).not.toContain('CANARY');
  });

  it('leaves what only looks like one', async () => {
    const { log, texts } = await logTo();

    log.info({ tokenFile: '/etc/token', tokens: 12, batchKey: 'b-1', keyCount: 3, secretName: 'db' }, 'a line');

    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ tokenFile: '/etc/token', tokens: 12, batchKey: 'b-1', keyCount: 3, secretName: 'db' });
  });
});

describe('what cannot be JSON', () => {
  it('is bounded and said in words', async () => {
    const { log, texts } = await logTo();
    const loop: Record<string, unknown> = { name: 'loop' };
    loop.self = loop;

    log.info(
      { loop, big: 10n, nan: Number.NaN, when: new Date(0), bytes: Buffer.from('x'), map: new Map(), long: 'x'.repeat(5000), run: () => 1 },
      'a line',
    );

    const line = JSON.parse(texts[0] ?? '');
    expect(line).toMatchObject({
      loop: { name: 'loop', self: '[…]' },
      big: '10',
      nan: 'NaN',
      when: '1970-01-01T00:00:00.000Z',
      bytes: '[Buffer]',
      map: '[Map]',
    });
    expect(line.long).toHaveLength(4097);
    expect(line).not.toHaveProperty('run');
  });

  it('is the same object twice, which is no loop', async () => {
    const { log, texts } = await logTo();
    const scope = { id: 's' };

    log.info({ a: scope, b: scope }, 'a line');

    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ a: { id: 's' }, b: { id: 's' } });
  });
});

describe('the log for a person', () => {
  it('is a line with time, level, message and fields, the hint below', async () => {
    const { log, texts } = await logTo({ pretty: true });

    log.warn(
      { provider: 'aws', name: 'two words', list: [1, 2], error: new AgentError('RATE_LIMITED', 'slow down', { hint: 'Wait.' }) },
      'scope skipped',
    );

    expect(texts).toEqual([
      '12:30:05Z warn  scope skipped  provider=aws name="two words" list=[1,2] error.code=RATE_LIMITED error.message="slow down"\n          hint: Wait.\n',
    ]);
  });

  it('is coloured only when asked', async () => {
    const plain = await logTo({ pretty: true });
    const coloured = await logTo({ pretty: true, colour: true });

    plain.log.info({ a: 1 }, 'x');
    coloured.log.info({ a: 1 }, 'x');

    expect(plain.texts.join('')).not.toContain('\u001b');
    expect(coloured.texts).toEqual(['\u001b[2m12:30:05Z\u001b[22m \u001b[36minfo \u001b[39m x  \u001b[2ma=\u001b[22m1\n']);
  });

  it('lets no value move the cursor, start a colour or turn the text round', async () => {
    const { log, texts } = await logTo({ pretty: true });

    log.info({ name: '\u001b[31mred\u0007\u009b2J\u202etxt', lines: 'a\nb' }, 'x');

    expect(texts).toEqual(['12:30:05Z info  x  name="\\u001b[31mred\\u0007\\u009b2J\\u202etxt" lines="a\\nb"\n']);
  });
});
