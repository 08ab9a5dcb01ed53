import { isAbsolute, join } from 'node:path';

/** How the default is said where there is no machine to ask. */
export const STATE_DIR_TEXT = '/var/lib/openfinops for root, else ~/.local/state/openfinops';

/**
 * Where state is kept unless told: what systemd prepared (STATE_DIRECTORY), /var/lib/openfinops for root, else the user's own state directory
 * (XDG_STATE_HOME; a relative one counts for nothing).
 * @param userId undefined where the platform has none
 */
export function defaultStateDir(world: { env: Readonly<Record<string, string | undefined>>; userId: number | undefined; homeDir: string }): string {
  const { env, userId, homeDir } = world;
  const prepared = env.STATE_DIRECTORY?.split(':')[0];
  if (prepared !== undefined && isAbsolute(prepared)) return prepared;
  if (userId === 0) return '/var/lib/openfinops';
  const stateHome = env.XDG_STATE_HOME;
  if (stateHome !== undefined && isAbsolute(stateHome)) return join(stateHome, 'openfinops');
  return join(homeDir, '.local', 'state', 'openfinops');
}
