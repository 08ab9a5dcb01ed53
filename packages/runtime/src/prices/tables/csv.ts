/** One thing wrong with a table: the line it is on (1: the header) and what is wrong, in words. */
export interface TableFault {
  readonly line: number;
  readonly what: string;
}

export interface CsvLine {
  readonly number: number;
  readonly fields: readonly string[];
}

export interface Csv {
  readonly columns: readonly string[];
  readonly lines: readonly CsvLine[];
  readonly faults: readonly TableFault[];
}

/**
 * Splits a table: comma, no quotes, one header. A byte order mark and CRLF are read past; a line of another length than the header, and a last
 * line without its end, are faults and not lines.
 */
export function parseCsv(text: string): Csv {
  const [header = '', ...texts] = text.replace(/^\uFEFF/, '').split('\n');
  const columns = trimReturn(header).split(',');
  const cut = texts.pop();
  const faults: TableFault[] = [];
  const lines: CsvLine[] = [];
  for (const [index, line] of texts.entries()) {
    const fields = trimReturn(line).split(',');
    const number = index + 2;
    if (fields.length === columns.length) lines.push({ number, fields });
    else faults.push({ line: number, what: `has ${fields.length} fields where the header has ${columns.length}` });
  }
  if (cut === undefined) faults.push({ line: 1, what: 'is all there is, and it has no end' });
  if (cut) faults.push({ line: texts.length + 2, what: 'has no end: the file is cut off' });
  return { columns, lines, faults };
}

function trimReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
