import type { OptionDescription } from '@openfinops/runtime';
import { type Command, Option } from 'commander';

/** Reads back what was given on the command line, by the setting's path. */
export type ReadFlags = () => Record<string, unknown>;

/** Adds the flags of the shared settings and of one provider's section; values stay text, the schema reads them. */
export function addFlags(command: Command, options: readonly OptionDescription[], section: string): ReadFlags {
  const paths = new Map<string, string>();
  for (const description of options) {
    if (description.flag === null || description.hidden) continue;
    if (description.section !== null && description.section !== section) continue;
    const option = toOption(description);
    paths.set(option.attributeName(), description.path);
    command.addOption(option);
  }
  return () => {
    const flags: Record<string, unknown> = {};
    for (const [name, path] of paths) {
      const value: unknown = command.getOptionValue(name);
      if (value !== undefined) flags[path] = value;
    }
    return flags;
  };
}

function toOption(description: OptionDescription): Option {
  const { flag, kind, placeholder } = description;
  const option = new Option(kind === 'boolean' ? `${flag}` : `${flag} <${placeholder}>`, describe(description));
  if (kind === 'list') option.argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value]);
  return option;
}

/** `Seconds from one look to the next (default: 300)`. */
function describe({ description, kind, choices, defaultText }: OptionDescription): string {
  const notes = [
    ...(kind === 'choice' ? [choices.join(', ')] : []),
    ...(defaultText === '' || kind === 'boolean' ? [] : [`default: ${defaultText}`]),
  ];
  const text = description.replace(/\.$/, '');
  return notes.length === 0 ? text : `${text} (${notes.join('; ')})`;
}
