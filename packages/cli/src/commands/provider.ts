import { AgentError } from '@openfinops/core';
import type { Command } from 'commander';
import { addFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { prepareEarly } from '../prepare-early.ts';
import type { Run } from '../program.ts';
import { loadSettings, readConfig } from '../settings.ts';
import { CONFIG_FLAG } from './config-flag.ts';

/** `openfinops-agent <provider>`: its flags come from its options. */
export async function defineProviderCommand(command: Command, id: string, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  const settings = await loadSettings(io, [id]);
  command
    .option('--once', 'Look once and print what is found: nothing is sent, nothing is written')
    .option('--send', 'With --once: deliver what is found and remember it, then leave (cron, a CronJob, a scheduled function)')
    .option(...CONFIG_FLAG);
  const readFlags = addFlags(command, settings.options, id);
  command.addHelpText('after', '\nEach flag is also a key of the configuration file and a variable: see `openfinops-agent config init`.');
  command.action((given: { once?: boolean; send?: boolean; config?: string }) =>
    onRun(async () => {
      if (given.send && !given.once) {
        throw new AgentError('USAGE', '--send goes with --once', {
          hint: `Without --once, \`openfinops-agent ${id}\` looks and sends until it is stopped.`,
        });
      }
      const definition = settings.definitions.get(id);
      if (definition === undefined) throw new AgentError('INTERNAL', `the provider ${id} is registered but was not loaded`);
      const prepared = given.once && !given.send ? prepareEarly(definition, io) : undefined;
      const loaded = await readConfig(settings, io, { flags: readFlags(), filePath: given.config });
      if (given.send) return await (await import('../send-once.ts')).sendOnce(definition, loaded, io);
      if (given.once) return await (await import('../run-once.ts')).runOnce(definition, loaded, io, { prepared });
      const { runDaemonCommand } = await import('../run-daemon.ts');
      return await runDaemonCommand({ definitions: [definition], withHub: false }, loaded, io);
    }),
  );
}
