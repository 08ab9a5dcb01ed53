import { createHash } from 'node:crypto';
import { messageOf, type Problem } from '@openfinops/core';
import type { TableFault } from './csv.ts';
import type { TableFile } from './manifest.ts';

/** The bytes of a file of the tables by its path below them. Throws the platform's own error. */
export type ReadTableBytes = (path: string) => Uint8Array;

export interface TableParts<Part> {
  readonly parts: readonly Part[];
  readonly faults: readonly TableFault[];
}

/** Reads files of one provider; what is wrong with one is a problem and never an exception, and the rest goes on. */
export interface TableReader {
  /** Nothing when the file is refused: not there, changed, or of a shape that this version does not know. */
  read<Part>(file: TableFile, parse: (text: string) => TableParts<Part>): readonly Part[];
}

const MOST_NAMED = 3;
const RESTORE = 'Install this version again, or set OPENFINOPS_PRICING_TABLES to a folder of whole tables.';

export function createTableReader(provider: string, readBytes: ReadTableBytes, report: (problem: Problem) => void): TableReader {
  const refused = new Set<string>();
  const refuse = (code: Problem['code'], path: string, why: string) => {
    refused.add(path);
    report({ stage: 'price', code, scope: null, message: `The price table ${path} ${why}: it is not used`, hint: RESTORE });
    return [];
  };
  return {
    read(file, parse) {
      const path = `${provider}/${file.path}`;
      if (refused.has(path)) return [];
      let bytes: Uint8Array;
      try {
        bytes = readBytes(path);
      } catch (error) {
        return refuse('SOURCE_MISSING', path, `cannot be read (${messageOf(error)})`);
      }
      if (createHash('sha256').update(bytes).digest('hex') !== file.sha256)
        return refuse('SOURCE_GARBLED', path, 'is not the one its manifest lists');
      try {
        const { parts, faults } = parse(new TextDecoder().decode(bytes));
        if (faults.length > 0) report(problemOfFaults(path, faults));
        return parts;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return refuse('SOURCE_GARBLED', path, `cannot be read (${error.message})`);
      }
    },
  };
}

function problemOfFaults(path: string, faults: readonly TableFault[]): Problem {
  const named = faults.slice(0, MOST_NAMED).map(({ line, what }) => `line ${line} ${what}`);
  const more = faults.length > MOST_NAMED ? `; ${faults.length - MOST_NAMED} more` : '';
  return {
    stage: 'price',
    code: 'SOURCE_GARBLED',
    scope: null,
    message: `The price table ${path} has rows that are not used: ${named.join('; ')}${more}`,
    hint: RESTORE,
  };
}
