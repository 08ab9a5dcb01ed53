import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { configCandidates, findConfigFile } from './find-config-file.ts';

describe('configCandidates', () => {
  it('looks here, then in the user’s configuration, then in the system’s', () => {
    const candidates = configCandidates({ cwd: '/srv', env: { HOME: '/home/ada' } });

    expect(candidates).toEqual([
      '/srv/openfinops.yaml',
      '/srv/openfinops.yml',
      '/home/ada/.config/openfinops/config.yaml',
      '/etc/openfinops/config.yaml',
    ]);
  });

  it.each([
    { given: '/data/config', expected: '/data/config/openfinops/config.yaml' },
    { given: 'relative', expected: '/home/ada/.config/openfinops/config.yaml' },
  ])('reads XDG_CONFIG_HOME=$given only where it is absolute', ({ given, expected }) => {
    const candidates = configCandidates({ cwd: '/srv', env: { HOME: '/home/ada', XDG_CONFIG_HOME: given } });

    expect(candidates[2]).toBe(expected);
  });
});

describe('findConfigFile', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'openfinops-config-'));
    await mkdir(join(dir, 'xdg', 'openfinops'), { recursive: true });
  });

  it('takes the first that exists', async () => {
    await writeFile(join(dir, 'xdg', 'openfinops', 'config.yaml'), '');
    await writeFile(join(dir, 'openfinops.yml'), '');

    const found = await findConfigFile({ cwd: dir, env: { XDG_CONFIG_HOME: join(dir, 'xdg') } });

    expect(found).toBe(join(dir, 'openfinops.yml'));
  });

  it('goes on to the user’s where there is none here', async () => {
    await writeFile(join(dir, 'xdg', 'openfinops', 'config.yaml'), '');

    const found = await findConfigFile({ cwd: dir, env: { XDG_CONFIG_HOME: join(dir, 'xdg') } });

    expect(found).toBe(join(dir, 'xdg', 'openfinops', 'config.yaml'));
  });
});
