import { readFile } from 'node:fs/promises';
import { ERROR_CODES } from '@openfinops/core';
import { describe, expect, it } from 'vitest';

interface ErrorRow {
  readonly code: string;
  readonly exit: string;
  readonly summary: string;
  readonly remedy: string;
}

const page = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const tables = page.split(/^## /m);

function rowsUnder(title: string): string[][] {
  const table = tables.find((part) => part.startsWith(title)) ?? '';
  const lines = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('|---'));
  return lines.slice(1).map((line) => line.slice(2, -2).split(' | '));
}

const rows = ['Errors that end a run', 'Problems on record'].flatMap(rowsUnder).map(
  ([code, exit, summary, remedy]): ErrorRow => ({
    code: code?.replaceAll('`', '') ?? '',
    exit: exit ?? '',
    summary: summary ?? '',
    remedy: remedy ?? '',
  }),
);

describe('docs/errors.md', () => {
  it('has every code, with its exit code and its meaning, in the order of the code', () => {
    const known = Object.entries(ERROR_CODES).map(([code, { exit, summary }]) => ({ code, exit: exit === null ? '–' : String(exit), summary }));

    expect(rows.map(({ code, exit, summary }) => ({ code, exit, summary }))).toEqual(known);
  });

  it.each(rows)('says what to do about $code', ({ remedy }) => {
    expect(remedy).toMatch(/^[A-Z`].+\.$/);
  });

  it('explains every exit code', () => {
    const used = new Set(Object.values(ERROR_CODES).flatMap(({ exit }) => exit ?? []));
    const explained = rowsUnder('Exit codes').flatMap(([exit]) => (exit ?? '').split(', ').map(Number));

    expect(explained).toEqual([0, ...[...used].sort((a, b) => a - b), 130, 143]);
  });
});
