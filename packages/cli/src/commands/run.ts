import { AgentError, type ProviderDefinition } from '@openfinops/core';
import type { Command } from 'commander';
import { addFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import type { Run } from '../program.ts';
import { type AnyConfig, loadSettings, readConfig } from '../settings.ts';
import { CONFIG_FLAG } from './config-flag.ts';

/** `openfinops-agent run`: an agent for each provider that the configuration has a section for, in one process. */
export async function defineRunCommand(command: Command, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  const settings = await loadSettings(io, []);
  command.option(...CONFIG_FLAG).option('--with-hub', 'Serve the embedded hub too, as a section `hub` in the file does');
  const readFlags = addFlags(command, settings.options, '');
  command.action((given: { config?: string; withHub?: boolean }) =>
    onRun(async () => {
      const loaded = await readConfig(settings, io, { flags: readFlags(), filePath: given.config });
      const definitions = configuredProviders(settings.definitions, loaded.value, loaded.filePath);
      const withHub = given.withHub === true || hasSection(loaded.value, 'hub');
      const { runDaemonCommand } = await import('../run-daemon.ts');
      return await runDaemonCommand({ definitions, withHub }, loaded, io);
    }),
  );
}

function configuredProviders(
  definitions: ReadonlyMap<string, ProviderDefinition>,
  config: AnyConfig,
  filePath: string | null | undefined,
): ProviderDefinition[] {
  const configured = [...definitions.values()].filter(({ id }) => hasSection(config, id));
  if (configured.length > 0) return configured;
  throw new AgentError('CONFIG_INVALID', `${filePath ?? 'no configuration file'}: there is no section for any provider`, {
    hint: `Add one (${[...definitions.keys()].join(', ')}): \`openfinops-agent config init > openfinops.yaml\`.`,
  });
}

function hasSection(config: AnyConfig, name: string): boolean {
  return (config as Readonly<Record<string, unknown>>)[name] !== undefined;
}
