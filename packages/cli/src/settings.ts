import type { ProviderDefinition } from '@openfinops/core';
import {
  type Config,
  createConfigSchema,
  defaultStateDir,
  describeOptions,
  type LoadedConfig,
  loadConfig,
  type OptionDescription,
} from '@openfinops/runtime';
import type * as z from 'zod';
import { HubSettings } from './hub-options.ts';
import type { Io } from './io.ts';
import { PROVIDERS } from './registry.ts';

export type AnyConfig = Config<Readonly<Record<string, z.ZodType>>>;

/** The configuration's schema with the sections of all providers and of the hub, and the definitions that they come from. */
export interface Settings {
  readonly schema: z.ZodType<AnyConfig>;
  readonly options: readonly OptionDescription[];
  readonly definitions: ReadonlyMap<string, ProviderDefinition>;
}

/** @param active sections of what runs: they are filled with defaults */
export async function loadSettings(io: Io, active: readonly string[]): Promise<Settings> {
  const definitions = new Map<string, ProviderDefinition>();
  for (const provider of PROVIDERS) definitions.set(provider.id, await provider.load());
  const sections: Readonly<Record<string, z.ZodType>> = {
    ...Object.fromEntries([...definitions].map(([id, definition]) => [id, definition.options])),
    hub: HubSettings,
  };
  const schema = createConfigSchema({ sections, active, stateDir: defaultStateDir(io) });
  return { schema, options: describeOptions(schema), definitions };
}

/** Reads the configuration. Throws CONFIG_INVALID or CONFIG_UNREADABLE. */
export async function readConfig(
  { schema }: Settings,
  io: Io,
  given: { readonly flags: Readonly<Record<string, unknown>>; readonly filePath: string | undefined },
): Promise<LoadedConfig<AnyConfig>> {
  return await loadConfig({ schema, ...given, env: io.env, cwd: io.cwd });
}
