import { relative, resolve } from 'node:path';
import { AgentError } from '@openfinops/core';
import type * as z from 'zod';
import { problemLines } from './config-problems.ts';
import { describeOptions, type OptionDescription } from './describe-options.ts';
import { environmentProblems } from './environment-problems.ts';
import { findConfigFile } from './find-config-file.ts';
import { leavesOf } from './leaves.ts';
import { showPath, valueAt } from './option-path.ts';
import { type GivenOption, overlay, readEnv, readFlags, strayEnvWarnings } from './overlay.ts';
import { type ConfigDocument, parseConfigYaml } from './parse-config-yaml.ts';
import { readConfigFile } from './read-config-file.ts';
import { sayIssue } from './say-issue.ts';
import { fieldsOf } from './schema-walk.ts';

export type ConfigSource = 'flag' | 'env' | 'file' | 'default';

export interface ConfigInput<Value> {
  /** Made by `createConfigSchema`. */
  readonly schema: z.ZodType<Value>;
  /** By the option's path (`onprem.root`): text, true, or the texts of a repeated flag. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that --config names; it must exist. Without one, OPENFINOPS_CONFIG counts, then the usual places are looked at. */
  readonly filePath?: string | undefined;
  readonly cwd: string;
}

export interface LoadedConfig<Value> {
  readonly value: Value;
  /** Where each setting in force comes from, by path. */
  readonly sources: ReadonlyMap<string, ConfigSource>;
  /** What works but should be mended. */
  readonly warnings: readonly string[];
  /** The file that was read; null: none. */
  readonly filePath: string | null;
  /** The settings as they were written, defaults aside. */
  readonly written: Readonly<Record<string, unknown>>;
}

const FILE_VARIABLE = 'OPENFINOPS_CONFIG';

/**
 * Reads the settings of a run: flag, else environment, else file, else default.
 * Throws CONFIG_INVALID, whose message has one line for each problem with its place (`openfinops.yaml:12:5 onprem.card.pue: must be at least 1 (got 0.8)`),
 * or CONFIG_UNREADABLE when there is nothing to validate.
 */
export async function loadConfig<Value>({ schema, flags = {}, env, filePath, cwd }: ConfigInput<Value>): Promise<LoadedConfig<Value>> {
  const options = describeOptions(schema);
  const file = await readFile({ filePath: filePath ?? (env[FILE_VARIABLE] || undefined), env, cwd });
  const given = [...readFlags(options, flags), ...withoutFlagged(readEnv(options, env), flags)];
  const written = overlay(fillEmptySections(file?.document.tree ?? {}, schema), given);
  const parsed = schema.safeParse(written, { error: sayIssue });

  const fromSettings = problemLines(parsed.error?.issues ?? [], {
    schema,
    options,
    input: written,
    given,
    fileName: file?.name,
    document: file?.document,
  });
  const problems = [
    ...environmentProblems(env, parsed.data === undefined ? undefined : (parsed.data as { readonly server?: unknown }).server),
    ...fromSettings,
  ];
  if (!parsed.success || problems.length > 0) {
    throw new AgentError('CONFIG_INVALID', problems.join('\n'), {
      hint: '`openfinops-agent config init` prints a file with every setting explained; `config check` shows what is in force.',
    });
  }
  return {
    value: parsed.data,
    sources: sourcesOf(parsed.data, written, given),
    warnings: [...(file?.warnings ?? []), ...secretWarnings(options, file), ...strayEnvWarnings(options, env, [FILE_VARIABLE])],
    filePath: file?.path ?? null,
    written,
  };
}

interface ConfigFile {
  readonly path: string;
  readonly name: string;
  readonly document: ConfigDocument;
  readonly warnings: readonly string[];
}

async function readFile({ filePath, env, cwd }: Pick<ConfigInput<unknown>, 'filePath' | 'env' | 'cwd'>): Promise<ConfigFile | undefined> {
  const path = filePath === undefined ? await findConfigFile({ cwd, env }) : resolve(cwd, filePath);
  if (path === undefined) return undefined;
  const fromHere = relative(cwd, path);
  const name = fromHere.startsWith('..') ? path : fromHere;
  const { text, warnings } = await readConfigFile(path, name);
  return { path, name, document: await parseConfigYaml(text, name), warnings };
}

function withoutFlagged(fromEnv: readonly GivenOption[], flags: Readonly<Record<string, unknown>>): GivenOption[] {
  return fromEnv.filter(({ option }) => flags[option.path] === undefined);
}

/** `onprem:` with every line below it commented out is a section without settings, not a mistake. */
function fillEmptySections(tree: Readonly<Record<string, unknown>>, schema: z.core.$ZodType): Record<string, unknown> {
  const filled: Record<string, unknown> = { ...tree };
  for (const [name, field] of fieldsOf(schema) ?? []) {
    if (filled[name] === null && fieldsOf(field) !== undefined) filled[name] = {};
  }
  return filled;
}

function sourcesOf(value: unknown, written: unknown, given: readonly GivenOption[]): Map<string, ConfigSource> {
  const givenSources = new Map(given.map(({ option, source }) => [option.path, source]));
  const sources = new Map<string, ConfigSource>();
  for (const { path } of leavesOf(value, written)) {
    const shown = showPath(path);
    sources.set(shown, givenSources.get(shown) ?? (valueAt(written, path) === undefined ? 'default' : 'file'));
  }
  return sources;
}

function secretWarnings(options: readonly OptionDescription[], file: ConfigFile | undefined): string[] {
  const secrets = options.filter(({ secret, path }) => secret && valueAt(file?.document.tree, path.split('.')) !== undefined);
  return secrets.map(({ path }) => `${file?.name} holds the secret ${path}; a file of its own with mode 0600 is safer`);
}
