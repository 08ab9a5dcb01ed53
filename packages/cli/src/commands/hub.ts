import type { Command } from 'commander';
import { addFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import type { Run } from '../program.ts';
import { loadSettings, readConfig } from '../settings.ts';
import { CONFIG_FLAG } from './config-flag.ts';

/** Shared settings that mean something to a hub. */
const SHARED = ['state', 'logLevel'];

/** `openfinops-agent hub`: the embedded server alone, until it is stopped. */
export async function defineHubCommand(command: Command, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  const settings = await loadSettings(io, ['hub']);
  command.option(...CONFIG_FLAG);
  const own = settings.options.filter(({ section, path }) => section === 'hub' || SHARED.includes(path));
  const readFlags = addFlags(command, own, 'hub');
  command.action((given: { config?: string }) =>
    onRun(async () => {
      const loaded = await readConfig(settings, io, { flags: readFlags(), filePath: given.config });
      const [{ openLog }, { openHub }] = await Promise.all([import('../agent-log.ts'), import('../hub-server.ts')]);
      const log = await openLog(loaded.value, io);
      const hub = await openHub(loaded.value, log);
      await untilStopped(io.signal);
      await hub.close();
      log.info({}, 'stopped');
      return 0;
    }),
  );
}

function untilStopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
