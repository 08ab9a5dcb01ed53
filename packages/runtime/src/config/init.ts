import type * as z from 'zod';
import { describeOptions, type OptionDescription } from './describe-options.ts';
import { elementOf, fieldsOf, unwrap } from './schema-walk.ts';

const HEAD = [
  '# OpenFinOps agents: configuration.',
  '# Every setting is here with its default or an example, switched off by the # right before it. Flags go before environment',
  '# variables, those before this file. `openfinops-agent config check` shows what is in force and where it comes from.',
];
const WIDTH = 120;

type Described = ReadonlyMap<string, OptionDescription>;

/** A starter file: every setting of the schema with its description, all switched off, so that it changes nothing as it stands. */
export function renderExampleConfig(schema: z.core.$ZodType): string {
  const options = new Map(describeOptions(schema).map((option) => [option.path, option]));
  const lines = [...HEAD];
  for (const [name, field] of fieldsOf(schema) ?? []) {
    lines.push('', ...(fieldsOf(field) === undefined ? switchOff(renderField(name, field, name, options)) : renderSection(name, field, options)));
  }
  return `${lines.join('\n')}\n`;
}

/** The section itself stays on: without settings it changes nothing. */
function renderSection(name: string, section: z.core.$ZodType, options: Described): string[] {
  const lines = [...prose(unwrap(section).meta.description ?? ''), `${name}:`];
  for (const [inner, setting] of fieldsOf(section) ?? []) {
    lines.push(...indent(switchOff(renderField(inner, setting, `${name}.${inner}`, options))));
  }
  return lines;
}

/** The setting as it would be written, its description above it. */
function renderField(name: string, field: z.core.$ZodType, path: string, options: Described): string[] {
  const option = options.get(path);
  if (option?.hidden) return [];
  const head = prose(sayOption(option, unwrap(field).meta.description));
  const element = elementOf(field);
  const inside = fieldsOf(element ?? field);
  if (inside === undefined) return [...head, `${name}: ${exampleOf(option)}`];

  const below: string[] = [];
  for (const [inner, setting] of inside) {
    below.push(...renderField(inner, setting, `${path}${element === undefined ? '' : '[]'}.${inner}`, options));
  }
  return [...head, `${name}:`, ...indent(element === undefined ? below : asEntry(below))];
}

/** Makes of a map's lines an entry of a list: the first key gets the dash. */
function asEntry(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return lines.map((line, index) => `${index === first ? '- ' : '  '}${line}`);
}

/** Comments out all but the description on top. */
function switchOff(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return lines.map((line, index) => (index < first ? line : `#${line}`));
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function sayOption(option: OptionDescription | undefined, description = ''): string {
  if (option === undefined || option.kind === 'map' || option.kind === 'maps') return description;
  const facts = [option.isRequired ? 'required' : null, option.type, option.flag, option.env].filter((fact) => fact !== null);
  return `${description} [${facts.join(', ')}]`.trim();
}

/** A value that YAML reads back as it is meant. */
function exampleOf(option: OptionDescription | undefined): string {
  if (option === undefined) return '';
  const value = option.default ?? option.examples[0] ?? option.choices[0] ?? EXAMPLES[option.kind];
  return Array.isArray(value) ? `[${value.map(toYaml).join(', ')}]` : toYaml(value);
}

function toYaml(value: unknown): string {
  const isSafe = typeof value === 'string' && /^[A-Za-z/][\w./:-]*$|^\d{4}-\d\d-\d\d$/.test(value);
  return isSafe ? value : JSON.stringify(value);
}

const EXAMPLES: Readonly<Record<OptionDescription['kind'], unknown>> = {
  text: 'text',
  number: 0,
  boolean: false,
  choice: '',
  list: [],
  map: {},
  maps: [],
};

function prose(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= WIDTH) lines.push(`# ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
