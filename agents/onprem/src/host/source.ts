import { type ErrorCode, type Files, messageOf } from '@openfinops/core';

/** Something that a figure comes from is missing, garbled or wrong; the figures beside it stand. */
export interface SourceProblem {
  readonly code: Extract<ErrorCode, 'SOURCE_MISSING' | 'SOURCE_GARBLED' | 'CLOCK_WRONG'>;
  readonly message: string;
  readonly hint?: string;
}

/** What a source said, or why it said nothing. */
export type Sourced<T> = { readonly value: T; readonly problem?: undefined } | { readonly value: null; readonly problem: SourceProblem };

/** /proc/stat of a machine with thousands of interrupt lines is the largest of them. */
const MAX_BYTES = 4_194_304;

/**
 * Reads a file and makes sense of it. Never rejects: a file that cannot be read is SOURCE_MISSING, one that `parse` gives up on SOURCE_GARBLED.
 * @param what what the file is for, in a few words: it becomes part of the message
 */
export async function readSource<T>(files: Files, path: string, what: string, parse: (text: string) => T | undefined): Promise<Sourced<T>> {
  let text: string;
  try {
    text = await files.readText(path, MAX_BYTES);
  } catch (error) {
    return { value: null, problem: missing(path, what, error) };
  }
  const value = parse(text);
  if (value !== undefined) return { value };
  return { value: null, problem: { code: 'SOURCE_GARBLED', message: `${path} (${what}) cannot be understood${emptiness(text)}` } };
}

/** The first of several files that makes sense; else the problem of the first one that was there at all. */
export async function readFirst<T>(
  files: Files,
  paths: readonly string[],
  what: string,
  parse: (text: string) => T | undefined,
): Promise<Sourced<T>> {
  let worst: SourceProblem | undefined;
  for (const path of paths) {
    const source = await readSource(files, path, what, parse);
    if (source.problem === undefined) return source;
    if (worst === undefined || (worst.code === 'SOURCE_MISSING' && source.problem.code === 'SOURCE_GARBLED')) worst = source.problem;
  }
  return { value: null, problem: worst ?? { code: 'SOURCE_MISSING', message: `no file for ${what}` } };
}

/** A folder and a path below it; the folder may end in a slash. */
export function under(root: string, path: string): string {
  return `${root.replace(/\/+$/, '')}${path}`;
}

/** What went wrong with a file that is not there or may not be read. */
export function missing(path: string, what: string, error: unknown): SourceProblem {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return { code: 'SOURCE_MISSING', message: `${path} (${what}) may not be read`, hint: `Let the agent's user read ${path}, or run it as root.` };
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') return { code: 'SOURCE_MISSING', message: `${path} (${what}) is not there` };
  return { code: 'SOURCE_MISSING', message: `${path} (${what}) cannot be read: ${messageOf(error)}` };
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** An empty file is worth saying; contents are never quoted, for some of these files name the machine. */
function emptiness(text: string): string {
  return text.trim() === '' ? ': it is empty' : '';
}
