import type { OptionDescription } from './describe-options.ts';
import { nearestOf } from './nearest.ts';
import { ENV_PREFIX } from './option-path.ts';

/** A flag or variable that sets one option. */
export interface GivenOption {
  readonly option: OptionDescription;
  readonly source: 'flag' | 'env';
  /** `--interval`, `OPENFINOPS_INTERVAL`. */
  readonly name: string;
  /** As the schema wants it, where the text can be read so; else the text. */
  readonly value: unknown;
}

/** What is set by variables; an empty one counts as not set. */
export function readEnv(options: readonly OptionDescription[], env: Readonly<Record<string, string | undefined>>): GivenOption[] {
  const given: GivenOption[] = [];
  for (const option of options) {
    const name = [option.env, option.env === null ? null : option.envAlias].find((candidate) => candidate !== null && (env[candidate] ?? '') !== '');
    if (name) given.push({ option, source: 'env', name, value: coerce(option, env[name] ?? '') });
  }
  return given;
}

/**
 * What is set by flags.
 * @param flags by the option's path: text, true for a flag without a value, or texts of a flag that was repeated. Throws RangeError for a path that has no flag
 */
export function readFlags(options: readonly OptionDescription[], flags: Readonly<Record<string, unknown>>): GivenOption[] {
  const byPath = new Map(options.map((option) => [option.path, option]));
  const given: GivenOption[] = [];
  for (const [path, raw] of Object.entries(flags)) {
    const option = byPath.get(path);
    if (raw === undefined) continue;
    if (option === undefined || option.flag === null) throw new RangeError(`there is no flag for the setting ${path}`);
    given.push({ option, source: 'flag', name: option.flag, value: coerce(option, raw) });
  }
  return given;
}

/** Says which variables look like settings but are none. Variables that resemble no setting are somebody else's. */
export function strayEnvWarnings(
  options: readonly OptionDescription[],
  env: Readonly<Record<string, string | undefined>>,
  alsoKnown: readonly string[],
): string[] {
  const known = new Set([...alsoKnown, ...options.flatMap(({ env: name, envAlias }) => [name, envAlias]).filter((name) => name !== null)]);
  const bare = new Map([...known].map((name) => [name.slice(ENV_PREFIX.length), name]));
  const warnings: string[] = [];
  for (const name of Object.keys(env).sort()) {
    if (!name.startsWith(ENV_PREFIX) || known.has(name)) continue;
    const meant = nearestOf(name.slice(ENV_PREFIX.length), bare.keys());
    if (meant !== undefined) warnings.push(`${name} is no setting; did you mean ${bare.get(meant)}?`);
  }
  return warnings;
}

/** Lays the given options over what the file says; a section that the file has as something else than a map is left for the schema to refuse. */
export function overlay(tree: Readonly<Record<string, unknown>>, given: readonly GivenOption[]): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...tree };
  for (const { option, value } of given) {
    const name = option.path.slice(option.path.indexOf('.') + 1);
    if (option.section === null) {
      merged[option.path] = value;
      continue;
    }
    const section = merged[option.section] ?? {};
    if (typeof section === 'object' && !Array.isArray(section)) merged[option.section] = { ...section, [name]: value };
  }
  return merged;
}

const WORDS: Readonly<Record<string, boolean>> = { true: true, yes: true, on: true, 1: true, false: false, no: false, off: false, 0: false };

function coerce({ kind }: OptionDescription, raw: unknown): unknown {
  if (kind === 'list') return (Array.isArray(raw) ? raw : [raw]).flatMap((entry) => String(entry).split(',')).map((entry) => entry.trim());
  if (typeof raw !== 'string') return raw;
  const text = raw.trim();
  if (kind === 'number' && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
  if (kind === 'boolean') return WORDS[text.toLowerCase()] ?? raw;
  return raw;
}
