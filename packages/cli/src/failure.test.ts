import { AgentError, ERROR_CODES, type ErrorCode } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { reportFailure } from './failure.ts';
import { createFakeIo } from './fake-io.ts';

const CODES = Object.entries(ERROR_CODES).map(([code, { exit }]) => ({ code: code as ErrorCode, exit: exit ?? 70 }));

describe('reportFailure', () => {
  it.each(CODES)('ends with $exit for $code', async ({ code, exit }) => {
    const io = createFakeIo();

    const exitCode = await reportFailure(new AgentError(code, 'it failed', { hint: 'mend it' }), [], io);

    expect(exitCode).toBe(exit);
    expect(io.errText()).toBe(`error ${code}: it failed\nhint: mend it\n`);
    expect(io.outText()).toBe('');
  });

  it('gives each problem of a configuration its line', async () => {
    const io = createFakeIo();

    await reportFailure(new AgentError('CONFIG_INVALID', 'a.yaml:1:1 x: bad\na.yaml:2:1 y: worse'), [], io);

    expect(io.errText()).toBe('error CONFIG_INVALID:\n  a.yaml:1:1 x: bad\n  a.yaml:2:1 y: worse\n');
  });

  it('names the causes', async () => {
    const io = createFakeIo();
    const cause = new Error('connect ECONNREFUSED');

    await reportFailure(new AgentError('SERVER_UNREACHABLE', 'no answer', { cause }), [], io);

    expect(io.errText()).toBe('error SERVER_UNREACHABLE: no answer: connect ECONNREFUSED\n');
  });

  it('calls what is not ours a bug, without its stack', async () => {
    const io = createFakeIo();

    const exitCode = await reportFailure(new TypeError('x is undefined'), [], io);

    expect(exitCode).toBe(70);
    expect(io.errText()).toContain('error INTERNAL: x is undefined\nhint: This is a bug of ours.');
    expect(io.errText()).not.toContain('failure.test.ts');
  });

  it.each([
    { how: 'a flag', argv: ['onprem', '--log-level', 'debug'], env: {} },
    { how: 'a flag with =', argv: ['onprem', '--log-level=debug'], env: {} },
    { how: 'the environment', argv: ['onprem'], env: { OPENFINOPS_LOG_LEVEL: 'debug' } },
  ])('shows the stack when $how asks for it', async ({ argv, env }) => {
    const io = createFakeIo({ env });

    await reportFailure(new TypeError('x is undefined'), argv, io);

    expect(io.errText()).toContain('failure.test.ts');
  });

  it('is quiet when the reader of a pipe has left', async () => {
    const io = createFakeIo();

    const exitCode = await reportFailure(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }), [], io);

    expect(exitCode).toBe(0);
    expect(io.errText()).toBe('');
  });

  it.each([
    { signal: 'SIGINT', exit: 130 },
    { signal: 'SIGTERM', exit: 143 },
  ] as const)('ends with $exit, and without a word, when $signal cut it off', async ({ signal, exit }) => {
    const io = createFakeIo();
    io.stop(signal);

    const exitCode = await reportFailure(io.signal.reason, [], io);

    expect(exitCode).toBe(exit);
    expect(io.errText()).toBe('');
  });

  it('obeys nothing that a message says to the terminal', async () => {
    const io = createFakeIo();

    await reportFailure(new AgentError('SCOPE_FAILED', 'the cloud said \u001b[2J'), [], io);

    expect(io.errText()).not.toContain('\u001b');
  });
});
