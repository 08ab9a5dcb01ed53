import { AgentError } from '@openfinops/core';
import type * as Yaml from 'yaml';
import { duplicateKeys, firstAlias, offsetOf, selfAlias } from './yaml-places.ts';

/** Line and column, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface ConfigDocument {
  readonly tree: Readonly<Record<string, unknown>>;
  /** Where the deepest part of a path that the file has is written; undefined: not even its first step. */
  locate(path: readonly PropertyKey[]): Position | undefined;
  /** What YAML itself allows and a configuration does not. */
  readonly problems: readonly (Position & { readonly message: string })[];
}

/** Limits that no configuration written by people reaches; beyond them, reading one costs seconds or the process. */
const MAX_DEPTH = 64;
const MAX_LEXEMES = 100_000;
const MAX_ALIASES = 100;
const MAX_SYNTAX_PROBLEMS = 20;

/**
 * Reads one YAML 1.2 document whose top is a map: no tags, no duplicate keys, aliases only as far as they stay small. `yaml` is loaded here and not before.
 * @param name how the file is called in messages. Throws CONFIG_UNREADABLE with a line for each problem.
 */
export async function parseConfigYaml(text: string, name: string): Promise<ConfigDocument> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const fail = (problems: readonly (Position & { message: string })[]): never => {
    const said = problems.slice(0, MAX_SYNTAX_PROBLEMS).map(({ line, column, message }) => `${name}:${line}:${column} ${message}`);
    throw new AgentError('CONFIG_UNREADABLE', said.join('\n'), { hint: 'The file must be one plain YAML document.' });
  };

  const tokens = readTokens(yaml, text, lines, (offset, message) => fail([{ ...positionOf(offset), message }]));
  const documents = [
    ...new yaml.Composer({ version: '1.2', uniqueKeys: false, resolveKnownTags: false, logLevel: 'silent' }).compose(tokens, true, text.length),
  ];
  const syntax = documents
    .flatMap(({ errors, warnings }) => [...errors, ...warnings])
    .map(({ pos, message }) => ({ ...positionOf(pos[0]), message }));
  if (syntax.length > 0) fail(syntax);
  const [document, second] = documents;
  if (second !== undefined) fail([{ ...positionOf(second.range[0]), message: 'a second document starts here; a configuration is one' }]);
  const root = document?.contents ?? null;
  if (document === undefined || root === null || (yaml.isScalar(root) && root.value === null))
    return { tree: {}, locate: () => undefined, problems: [] };
  if (!yaml.isMap(root)) fail([{ ...positionOf(root.range[0]), message: 'the file must be a map of settings, `name: value`' }]);

  const cycle = selfAlias(yaml, document);
  if (cycle !== undefined) fail([{ ...positionOf(cycle), message: 'an alias (*name) stands inside what it names' }]);

  return {
    tree: toTree(yaml, document, (offset, message) => fail([{ ...positionOf(offset), message }])),
    locate: (path) => {
      const offset = offsetOf(yaml, document, path);
      return offset === undefined ? undefined : positionOf(offset);
    },
    problems: duplicateKeys(yaml, document).map(({ name: key, offset, firstOffset }) => ({
      ...positionOf(offset),
      message: `the key "${key}" is already on line ${positionOf(firstOffset).line}`,
    })),
  };
}

type Fail = (offset: number, message: string) => never;

/** The composer recurses, so depth and size are bounded before it sees anything. */
function readTokens(yaml: typeof Yaml, text: string, lines: Yaml.LineCounter, fail: Fail): Yaml.CST.Token[] {
  const parser = new yaml.Parser(lines.addNewLine);
  const tokens: Yaml.CST.Token[] = [];
  let count = 0;
  lines.addNewLine(0);
  for (const lexeme of new yaml.Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    count += 1;
    if (parser.stack.length > MAX_DEPTH) fail(parser.offset, 'is nested too deeply');
    if (count > MAX_LEXEMES) fail(parser.offset, 'is too long: a configuration has some thousand settings at most');
  }
  tokens.push(...parser.end());
  return tokens;
}

function toTree(yaml: typeof Yaml, document: Yaml.Document.Parsed, fail: Fail): Record<string, unknown> {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as Record<string, unknown>;
  } catch (error) {
    const offset = firstAlias(yaml, document);
    if (!(error instanceof ReferenceError)) throw error;
    return fail(
      offset,
      error.message.startsWith('Unresolved') ? 'an alias (*name) has no anchor (&name) before it' : 'aliases multiply the file beyond reason',
    );
  }
}
