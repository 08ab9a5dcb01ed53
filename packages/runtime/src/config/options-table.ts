import type * as z from 'zod';
import { describeOptions, type OptionDescription } from './describe-options.ts';

/** The settings of a schema as Markdown: first those with flag and variable, then those that only the file has. */
export function renderOptionsTables(schema: z.core.$ZodType): string {
  const options = describeOptions(schema).filter(({ hidden }) => !hidden);
  const anywhere = options.filter(({ env }) => env !== null);
  const inFile = options.filter(({ env }) => env === null);
  const tables = [
    table(
      ['Flag', 'Environment', 'In the file', 'Value', 'Default', ''],
      anywhere.map((option) => [
        code(option.flag),
        code(envNames(option)),
        code(option.path),
        cell(option.type),
        defaultOf(option),
        cell(option.description),
      ]),
    ),
  ];
  if (inFile.length > 0) {
    tables.push(
      table(
        ['In the file', 'Value', 'Default', ''],
        inFile.map((option) => [code(option.path), cell(option.type), defaultOf(option), cell(option.description)]),
      ),
    );
  }
  return tables.join('\n\n');
}

/** How a default is found is a sentence, not a value. */
function defaultOf({ default: value, defaultText }: OptionDescription): string {
  return value === undefined ? cell(defaultText) : code(defaultText);
}

function envNames({ env, envAlias }: OptionDescription): string | null {
  return envAlias === null ? env : `${env}\n${envAlias}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string | null): string {
  if (text === null || text === '') return '';
  return text
    .split('\n')
    .map((part) => `\`${cell(part)}\``)
    .join(' or ');
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
