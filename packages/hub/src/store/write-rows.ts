import type { Bind, Database } from './database.ts';

/** Writes rows, each in place of the one with its key; the values in the order of the columns. Inside a write transaction. */
export type WriteRows = (rows: readonly (readonly Bind[])[]) => void;

/** Rows of one statement: a call into the database costs as much as several rows. */
const CHUNKS = [64, 8, 2, 1] as const;

export function prepareRows(db: Database, table: string, columns: readonly string[]): WriteRows {
  const row = `(${columns.map(() => '?').join(', ')})`;
  const statements = CHUNKS.map((size) => ({
    size,
    write: db.query(`INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES ${Array(size).fill(row).join(', ')}`),
  }));
  return (rows) => {
    let at = 0;
    for (const { size, write } of statements) {
      for (; at + size <= rows.length; at += size) write.run(...valuesOf(rows, at, at + size));
    }
  };
}

/** One after the other; `flat` takes several times as long. */
function valuesOf(rows: readonly (readonly Bind[])[], from: number, to: number): Bind[] {
  const values: Bind[] = [];
  for (let at = from; at < to; at += 1) for (const value of rows[at] ?? []) values.push(value);
  return values;
}
