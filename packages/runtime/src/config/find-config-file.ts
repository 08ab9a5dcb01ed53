import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { readFailureCode } from '../ports/read-failure.ts';

const SYSTEM_FILE = '/etc/openfinops/config.yaml';

export interface ConfigPlaces {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where a configuration is looked for when none is named; the first that exists is read, alone. */
export function configCandidates({ cwd, env }: ConfigPlaces): string[] {
  const given = env.XDG_CONFIG_HOME;
  const configHome = given !== undefined && isAbsolute(given) ? given : join(env.HOME ?? homedir(), '.config');
  return [join(cwd, 'openfinops.yaml'), join(cwd, 'openfinops.yml'), join(configHome, 'openfinops', 'config.yaml'), SYSTEM_FILE];
}

/** The first candidate that exists (it may still be unreadable), or undefined. */
export async function findConfigFile(places: ConfigPlaces): Promise<string | undefined> {
  for (const candidate of configCandidates(places)) {
    if (await exists(candidate)) return candidate;
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    const code = readFailureCode(error);
    return code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EACCES';
  }
}
