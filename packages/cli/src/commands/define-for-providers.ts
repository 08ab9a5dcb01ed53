import { AgentError, type ProviderDefinition } from '@openfinops/core';
import type { LoadedConfig } from '@openfinops/runtime';
import type { Command } from 'commander';
import { addFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import type { Run } from '../program.ts';
import { PROVIDERS } from '../registry.ts';
import { type AnyConfig, loadSettings, readConfig } from '../settings.ts';
import { CONFIG_FLAG } from './config-flag.ts';

/** One provider, with its settings as a run would have them. */
export interface ChosenProvider {
  readonly definition: ProviderDefinition;
  /** The provider's own section. */
  readonly options: unknown;
  readonly loaded: LoadedConfig<AnyConfig>;
}

export interface ForProviders<Flags> {
  readonly io: Io;
  readonly onRun: (run: Run) => Promise<void>;
  /** Flags of the command itself. */
  readonly addOwn: (command: Command) => Command;
  readonly act: (chosen: ChosenProvider, flags: Flags) => Promise<number>;
}

/** `<command> <provider>`, one for each, with the flags of the provider's own section. */
export async function defineForProviders<Flags extends { readonly config?: string }>(
  parent: Command,
  { io, onRun, addOwn, act }: ForProviders<Flags>,
): Promise<void> {
  const described = (await loadSettings(io, [])).options;
  for (const { id, summary } of PROVIDERS) {
    const command = addOwn(parent.command(id).summary(summary).description(summary)).option(...CONFIG_FLAG);
    const own = described.filter(({ section }) => section === id);
    const readFlags = addFlags(command, own, id);
    command.action((flags: Flags) =>
      onRun(async () => {
        const settings = await loadSettings(io, [id]);
        const definition = settings.definitions.get(id);
        if (definition === undefined) throw new AgentError('INTERNAL', `the provider ${id} is registered but was not loaded`);
        const loaded = await readConfig(settings, io, { flags: readFlags(), filePath: flags.config });
        const options = (loaded.value as Readonly<Record<string, unknown>>)[id];
        return await act({ definition, options, loaded }, flags);
      }),
    );
  }
}
