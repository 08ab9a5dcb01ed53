import type * as z from 'zod';
import { sayNearest } from './nearest.ts';

/** Marks a choice of types whose best reading is among the issue's own branches. */
export const UNION_MARK = 'must be one of several things';

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of settings',
  record: 'a map',
};

/** What a setting must be, in plain words; for `safeParse(…, { error: sayIssue })`, where a schema's own words go first. */
export function sayIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === null) return 'is empty; give it a value or remove the line';
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `is required: ${nounOf(issue.expected)}`;
      if (issue.expected === 'string' && typeof issue.input !== 'object') return 'must be text; put it in quotes';
      return `must be ${nounOf(issue.expected)}`;
    case 'invalid_value':
      return sayChoice(issue.values, issue.input);
    case 'too_small':
      return saySize(issue.origin, issue.inclusive === false ? 'more than' : 'at least', Number(issue.minimum));
    case 'too_big':
      return saySize(issue.origin, issue.inclusive === false ? 'less than' : 'at most', Number(issue.maximum));
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return `must look like ${issue.pattern ?? issue.format}`;
    case 'invalid_union':
      if (issue.input === undefined) return 'is required';
      return issue.discriminator === undefined ? UNION_MARK : `must have a known ${issue.discriminator}`;
    case 'invalid_key':
      return 'is no possible name here';
    case 'unrecognized_keys':
    case 'invalid_element':
    case 'custom':
      return undefined;
    default:
      return undefined;
  }
}

/** `must be a number or text`: every type that some branch of a choice would take. */
export function sayTypes(expected: readonly string[]): string {
  return `must be ${[...new Set(expected.map(nounOf))].join(' or ')}`;
}

function nounOf(expected: string): string {
  return NOUNS[expected] ?? expected;
}

function sayChoice(values: readonly unknown[], input: unknown): string {
  const choices = values.map(String);
  if (input === undefined) return `is required: ${choices.join(', ')}`;
  const nearest = typeof input === 'string' ? sayNearest(input, choices) : '';
  return `must be ${choices.length === 1 ? '' : 'one of '}${choices.join(', ')}${nearest}`;
}

function saySize(origin: string, relation: string, limit: number): string {
  if (origin === 'number' || origin === 'int') return `must be ${relation} ${limit}`;
  if (relation === 'at least' && limit === 1) return 'must not be empty';
  const noun = origin === 'string' ? 'character' : origin === 'array' ? 'entry' : 'name';
  const plural = noun === 'entry' ? 'entries' : `${noun}s`;
  return `must have ${relation} ${limit} ${limit === 1 ? noun : plural}`;
}
