import { describe, expect, it } from 'vitest';
import { defaultStateDir } from './default-state-dir.ts';

describe('defaultStateDir', () => {
  it.each([
    { who: 'root', userId: 0, env: {}, dir: '/var/lib/openfinops' },
    { who: 'a user', userId: 1000, env: {}, dir: '/home/ada/.local/state/openfinops' },
    { who: 'a platform without user ids', userId: undefined, env: {}, dir: '/home/ada/.local/state/openfinops' },
    { who: 'a user with XDG_STATE_HOME', userId: 1000, env: { XDG_STATE_HOME: '/data/state' }, dir: '/data/state/openfinops' },
    { who: 'a user with a relative XDG_STATE_HOME', userId: 1000, env: { XDG_STATE_HOME: 'state' }, dir: '/home/ada/.local/state/openfinops' },
    { who: 'a systemd unit', userId: 61_000, env: { STATE_DIRECTORY: '/var/lib/openfinops-agent:/var/lib/x' }, dir: '/var/lib/openfinops-agent' },
    { who: 'root under systemd', userId: 0, env: { STATE_DIRECTORY: '/var/lib/openfinops-agent' }, dir: '/var/lib/openfinops-agent' },
  ])('is $dir for $who', ({ userId, env, dir }) => {
    const found = defaultStateDir({ env, userId, homeDir: '/home/ada' });

    expect(found).toBe(dir);
  });
});
