import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testStore } from '../../../testing/src/test-store.ts';
import { openSqliteStore } from './sqlite-store.ts';

testStore('SQLite', () => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-store-'));
  return {
    open: () => openSqliteStore(join(directory, 'hub.db')),
    remove: () => rmSync(directory, { recursive: true }),
  };
});
