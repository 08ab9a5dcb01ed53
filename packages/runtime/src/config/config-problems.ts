import type * as z from 'zod';
import { scrubSecrets } from '../secret.ts';
import type { OptionDescription } from './describe-options.ts';
import { sayNearest } from './nearest.ts';
import { showPath, valueAt } from './option-path.ts';
import type { GivenOption } from './overlay.ts';
import type { ConfigDocument, Position } from './parse-config-yaml.ts';
import { sayTypes, UNION_MARK } from './say-issue.ts';
import { fieldsOf, schemaAt } from './schema-walk.ts';

/** Everything that a problem is explained with. */
export interface ProblemContext {
  readonly schema: z.core.$ZodType;
  readonly options: readonly OptionDescription[];
  /** What was validated. */
  readonly input: unknown;
  readonly given: readonly GivenOption[];
  /** How the file is called; undefined: there is none. */
  readonly fileName: string | undefined;
  readonly document: ConfigDocument | undefined;
}

const MAX_LINES = 100;

interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** One line for each problem: flags and variables first, then the file from top to bottom. */
export function problemLines(issues: readonly z.core.$ZodIssue[], context: ProblemContext): string[] {
  const lines = issues.flatMap((issue) => findingsOf(issue, context)).map((finding) => locate(finding, context));
  for (const { line, column, message } of context.document?.problems ?? []) {
    lines.push({ order: [2, line, column], text: `${context.fileName}:${line}:${column} ${message}` });
  }
  lines.sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1] || a.order[2] - b.order[2]);
  const texts = [...new Set(lines.map(({ text }) => scrubSecrets(text)))];
  if (texts.length <= MAX_LINES) return texts;
  return [...texts.slice(0, MAX_LINES), `… and ${texts.length - MAX_LINES} more`];
}

function findingsOf(issue: z.core.$ZodIssue, context: ProblemContext): Finding[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: `unknown key "${key}"${sayMeant(key, issue.path, context)}` }));
  }
  if (issue.code === 'invalid_union' && issue.message === UNION_MARK) return unionFindings(issue, context);
  return [{ path: issue.path, message: `${issue.message}${sayGot(issue.path, issue.message, context)}` }];
}

/** Of a choice of types, the branch that fits in kind and fails in detail; where none fits, all their types. */
function unionFindings(issue: z.core.$ZodIssueInvalidUnion, context: ProblemContext): Finding[] {
  const isOfAnotherType = ({ code, path }: z.core.$ZodIssue): boolean => code === 'invalid_type' && path.length === 0;
  const fitting = issue.errors.filter((branch) => !branch.some(isOfAnotherType)).sort((a, b) => a.length - b.length)[0];
  if (fitting !== undefined) return fitting.flatMap((inner) => findingsOf({ ...inner, path: [...issue.path, ...inner.path] }, context));
  const expected = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_type' ? [inner.expected] : []));
  const message = sayTypes(expected);
  return [{ path: issue.path, message: `${message}${sayGot(issue.path, message, context)}` }];
}

/** The nearest key of the same map, else the one place elsewhere that has a key of just this name. */
function sayMeant(key: string, path: readonly PropertyKey[], { schema, options }: ProblemContext): string {
  const parent = schemaAt(schema, path);
  const nearest = sayNearest(key, (parent === undefined ? undefined : fieldsOf(parent))?.keys() ?? []);
  if (nearest !== '') return nearest;
  const elsewhere = options.filter((option) => option.path.endsWith(`.${key}`));
  return elsewhere.length === 1 ? `; did you mean "${elsewhere[0]?.path}"?` : '';
}

/** ` (got 0.8)`; nothing for secrets, for what is missing, and where the sentence quotes it already. */
function sayGot(path: readonly PropertyKey[], message: string, { input, options }: ProblemContext): string {
  const generic = showPath(path).replace(/\[\d+\]/g, '[]');
  if (options.some((option) => option.secret && option.path === generic)) return '';
  const value = valueAt(input, path);
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return message.startsWith('must be ') ? ` (got ${Array.isArray(value) ? 'a list' : 'a map'})` : '';
  if (typeof value !== 'string') return ` (got ${String(value)})`;
  const text = JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  return message.includes(text) ? '' : ` (got ${text})`;
}

interface OrderedLine {
  readonly order: readonly [rank: number, line: number, column: number];
  readonly text: string;
}

function locate({ path, message }: Finding, { given, document, fileName }: ProblemContext): OrderedLine {
  const isKey = message.startsWith('unknown key');
  const shown = showPath(isKey ? path.slice(0, -1) : path);
  const subject = shown === '' ? message : `${shown}: ${message}`;
  const origin = given.find(({ option }) => isWithin(path, option.path));
  if (origin !== undefined) return { order: [origin.source === 'flag' ? 0 : 1, 0, 0], text: `${origin.name}: ${message}` };
  const position: Position | undefined = document?.locate(path);
  if (position === undefined) return { order: [2, 0, 0], text: fileName === undefined ? subject : `${fileName} ${subject}` };
  return { order: [2, position.line, position.column], text: `${fileName}:${position.line}:${position.column} ${subject}` };
}

/** Is the path the option or something inside it? */
function isWithin(path: readonly PropertyKey[], optionPath: string): boolean {
  const shown = showPath(path);
  return shown === optionPath || shown.startsWith(`${optionPath}[`) || shown.startsWith(`${optionPath}.`);
}
