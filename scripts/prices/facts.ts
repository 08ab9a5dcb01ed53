import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of a CSV of collected facts, by column. */
export type Fact = Readonly<Record<string, string>>;

/** Reads one CSV; a field may stand in quotes, blanks around it are dropped (a few names of Azure end in some). Throws RangeError on a line with another number of fields than the header. */
export function readFacts(dir: string, name: string): Fact[] {
  const [header = '', ...lines] = readFileSync(join(dir, name), 'utf8').trimEnd().split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const fields = [...`,${line}`.matchAll(/,(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => (quoted ?? plain ?? '').trim());
    if (fields.length !== columns.length) throw new RangeError(`${name} has ${fields.length} fields in: ${line}`);
    return Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']));
  });
}

/** A field that every line must fill. Throws RangeError where it is empty or there is no such column. */
export function need(fact: Fact, column: string): string {
  const value = fact[column];
  if (!value) throw new RangeError(`no ${column} in ${JSON.stringify(fact)}`);
  return value;
}

/** Lines by the value of a column, in the order of their first line. */
export function groupFacts(facts: readonly Fact[], column: string): Map<string, Fact[]> {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const value = need(fact, column);
    const known = groups.get(value);
    if (known === undefined) groups.set(value, [fact]);
    else known.push(fact);
  }
  return groups;
}

/** A date of day precision; a bare year counts from its first day, so that the price is never taken for newer than it is. */
export function dayOf(asOf: string): string {
  return /^\d{4}$/.test(asOf) ? `${asOf}-01-01` : asOf;
}
