import { AgentError } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createFakeIo } from './fake-io.ts';
import { runProgram } from './program.ts';
import { PROVIDERS } from './registry.ts';
import { VERSION } from './version.ts';

async function failureOf(argv: readonly string[]): Promise<AgentError> {
  const failure: unknown = await runProgram(argv, createFakeIo()).catch((error: unknown) => error);
  if (!(failure instanceof AgentError)) throw new Error(`${argv.join(' ')} did not fail as it should: ${failure}`);
  return failure;
}

describe('runProgram', () => {
  it.each([{ argv: ['--help'] }, { argv: ['-h'] }, { argv: ['help'] }, { argv: ['--help', 'onprem'] }])(
    'lists every command for $argv',
    async ({ argv }) => {
      const io = createFakeIo();

      const exitCode = await runProgram(argv, io);

      expect(exitCode).toBe(0);
      for (const { id, summary } of PROVIDERS) expect(io.outText()).toMatch(new RegExp(`^  ${id} +${summary}$`, 'm'));
      expect(io.outText()).toMatch(/^ {2}config /m);
      expect(io.errText()).toBe('');
    },
  );

  it('prints its version and nothing else', async () => {
    const io = createFakeIo();

    await runProgram(['--version'], io);

    expect(io.outText()).toBe(`${VERSION}\n`);
  });

  it('takes a bare call for a question: help on stderr, exit 64', async () => {
    const io = createFakeIo();

    const exitCode = await runProgram([], io);

    expect(exitCode).toBe(64);
    expect(io.outText()).toBe('');
    expect(io.errText()).toContain('Usage: openfinops-agent');
  });

  it.each([{ argv: ['onprem', '--help'] }, { argv: ['help', 'onprem'] }])('lists shared and own flags for $argv', async ({ argv }) => {
    const io = createFakeIo();

    await runProgram(argv, io);

    expect(io.outText()).toContain('--once');
    expect(io.outText()).toContain('--interval <SECONDS>');
    expect(io.outText()).toContain('--hosting <CHOICE>');
  });

  it.each([
    { argv: ['onprm'], message: "unknown command 'onprm'", hint: 'Did you mean onprem? See `openfinops-agent --help`.' },
    { argv: ['onprem', '--onec'], message: "unknown option '--onec'", hint: 'Did you mean --once? See `openfinops-agent onprem --help`.' },
    {
      argv: ['onprem', '--intervall', '5'],
      message: "unknown option '--intervall'",
      hint: 'Did you mean --interval? See `openfinops-agent onprem --help`.',
    },
    { argv: ['onprem', '--interval'], message: "option '--interval <SECONDS>' argument missing", hint: 'See `openfinops-agent onprem --help`.' },
    {
      argv: ['onprem', 'gpu'],
      message: "too many arguments for 'onprem'. Expected 0 arguments but got 1",
      hint: 'See `openfinops-agent onprem --help`.',
    },
    { argv: ['config', 'chek'], message: "unknown command 'chek'", hint: 'Did you mean check? See `openfinops-agent config --help`.' },
    { argv: ['--colour'], message: "unknown option '--colour'", hint: 'See `openfinops-agent --help`.' },
  ])('refuses $argv and says what was meant', async ({ argv, message, hint }) => {
    const failure = await failureOf(argv);

    expect(failure).toMatchObject({ code: 'USAGE', message, hint });
  });

  it('names the providers when one is not known', async () => {
    const failure = await failureOf(['config', 'check', 'onprme']);

    expect(failure).toMatchObject({ code: 'USAGE', message: 'there is no provider "onprme"; did you mean "onprem"?' });
  });

  it('hands a bad value to the configuration, which names flag and bound', async () => {
    const failure = await failureOf(['onprem', '--once', '--interval', '0']);

    expect(failure.code).toBe('CONFIG_INVALID');
    expect(failure.message).toContain('--interval');
    expect(failure.message).toContain('at least 1');
  });

  it('prints settings with where they come from', async () => {
    const io = createFakeIo({ env: { OPENFINOPS_INTERVAL: '60', OPENFINOPS_TOKEN: 'a-very-secret-token' } });

    const exitCode = await runProgram(['config', 'check', 'onprem'], io);

    expect(exitCode).toBe(0);
    expect(io.outText()).toMatch(/^interval +60 +env$/m);
    expect(io.outText()).toMatch(/^deadline +300 +default$/m);
    expect(io.outText()).toMatch(/^onprem\.hosting +auto +default$/m);
    expect(io.outText()).toMatch(/^token +\*\*\*set\*\*\* +env$/m);
  });

  it('prints a schema that editors understand', async () => {
    const io = createFakeIo();

    await runProgram(['config', 'schema'], io);

    expect(JSON.parse(io.outText())).toMatchObject({ type: 'object', properties: { interval: { type: 'integer' }, onprem: { type: 'object' } } });
  });

  it('prints a file to begin with, which names every section', async () => {
    const io = createFakeIo();

    await runProgram(['config', 'init'], io);

    for (const { id } of PROVIDERS) expect(io.outText()).toMatch(new RegExp(`^${id}:$`, 'm'));
  });
});
