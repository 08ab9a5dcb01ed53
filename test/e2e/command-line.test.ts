import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkDir, runAgent } from './run-agent.ts';

const BAD_CONFIG = `interval: -5
onprem:
  hosting: owned
  card:
    purchse: {}
    purchase:
      price: 12000
      lifeYears: 5
      inService: 2025-01-01
    power:
      watts: 220
    pue: 0.8
`;

describe('the command line', () => {
  it.each([
    { args: ['--help'], says: 'Usage: openfinops-agent' },
    { args: ['--version'], says: '0.1.0\n' },
    { args: ['onprem', '--help'], says: 'Usage: openfinops-agent onprem' },
    { args: ['config', 'init'], says: 'onprem:' },
  ])('answers $args on stdout and ends with 0', async ({ args, says }) => {
    const { exitCode, stdout, stderr } = await runAgent(args, { cwd: await createWorkDir() });

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(says);
  });

  it.each([
    { args: [], exitCode: 64, says: 'Usage: openfinops-agent' },
    { args: ['onprem', '--onec'], exitCode: 64, says: 'hint: Did you mean --once?' },
    { args: ['onprm'], exitCode: 64, says: 'hint: Did you mean onprem?' },
    { args: ['onprem', '--once', '--config', 'absent.yaml'], exitCode: 78, says: 'absent.yaml' },
    { args: ['onprem', '--once', '--server', 'http://169.254.169.254/'], exitCode: 78, says: '--server' },
  ])('refuses $args with $exitCode, on stderr alone', async ({ args, exitCode, says }) => {
    const ended = await runAgent(args, { cwd: await createWorkDir() });

    expect(ended).toMatchObject({ exitCode, stdout: '' });
    expect(ended.stderr).toContain(says);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });

  it.each([{ args: ['onprem', '--once'] }, { args: ['config', 'check'] }])(
    'names every problem of a bad file with its place: $args',
    async ({ args }) => {
      const cwd = await createWorkDir();
      await writeFile(join(cwd, 'openfinops.yaml'), BAD_CONFIG);

      const { exitCode, stdout, stderr } = await runAgent(args, { cwd });

      expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' });
      expect(stderr).toMatch(/^ {2}openfinops\.yaml:1:1 interval: must be at least 1/m);
      expect(stderr).toMatch(/^ {2}openfinops\.yaml:5:5 onprem\.card: unknown key "purchse"; did you mean "purchase"\?$/m);
      expect(stderr).toMatch(/^ {2}openfinops\.yaml:12:5 onprem\.card\.pue: /m);
    },
  );

  it('is quiet when the reader of its output leaves', async () => {
    const { exitCode, stderr } = await runAgent(['config', 'schema'], { cwd: await createWorkDir(), onStart: (child) => child.stdout?.destroy() });

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});
