import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTablesDir } from './find-tables-dir.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tables-'));
  mkdirSync(join(root, 'dist/chunks'), { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function makeTables(dir: string): string {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'README.md'), '# Price tables\n');
  return dir;
}

describe('finding the price tables', () => {
  it('looks beside the folder of the program', () => {
    const tables = makeTables(join(root, 'pricing-tables'));

    const found = findTablesDir({}, join(root, 'dist/chunks'));

    expect(found).toBe(tables);
  });

  it('prefers those that lie next to the bundle', () => {
    makeTables(join(root, 'pricing-tables'));
    const shipped = makeTables(join(root, 'dist/pricing-tables'));

    const found = findTablesDir({}, join(root, 'dist/chunks'));

    expect(found).toBe(shipped);
  });

  it('takes the folder that the environment names, whatever lies beside', () => {
    makeTables(join(root, 'pricing-tables'));

    const found = findTablesDir({ OPENFINOPS_PRICING_TABLES: '/srv/tables' }, join(root, 'dist/chunks'));

    expect(found).toBe('/srv/tables');
  });

  it('finds nothing where nothing is', () => {
    const found = findTablesDir({}, join(root, 'dist/chunks'));

    expect(found).toBeUndefined();
  });
});
