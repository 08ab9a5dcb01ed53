import type { Batch } from '@openfinops/core';
import { type Io, writeLines } from '../io.ts';
import { createPalette, wantsColour } from './colour.ts';
import { createDocumentBuilder } from './document.ts';
import { renderJson } from './json.ts';
import { renderTable } from './table.ts';
import { cleanText } from './text.ts';

export type Format = 'table' | 'json' | 'ndjson';

/** Prints one cycle. */
export interface Renderer {
  add(batch: Batch): Promise<void>;
  end(): Promise<void>;
}

/** Resources of one service on a screen; a pipe gets all. */
const MAX_ON_SCREEN = 20;

/**
 * `table`: for people. `json`: one document, the union of the batches. `ndjson`: a line for each request body, as it fills.
 * @param notices sentences for the first line: of the table, or of stderr where stdout is for machines
 */
export async function createRenderer(format: Format, notices: readonly string[], io: Io): Promise<Renderer> {
  if (format !== 'table') await writeLines(io.err, [notices.map(cleanText).join(' ')]);
  if (format === 'ndjson') return createLines(io);
  const document = createDocumentBuilder();
  return {
    add: async (batch) => document.add(batch),
    async end() {
      await writeLines(io.out, format === 'json' ? renderJson(document.build()) : renderTable(document.build(), tableStyle(notices, io)));
    },
  };
}

function createLines({ out }: Io): Renderer {
  return {
    async add({ json }) {
      await out.write(json);
      await out.write('\n');
    },
    end: async () => {},
  };
}

function tableStyle(notices: readonly string[], io: Io): Parameters<typeof renderTable>[1] {
  const palette = createPalette(wantsColour(io.out.isTty, io.env));
  if (!io.out.isTty) return { notices, width: Number.POSITIVE_INFINITY, maxPerService: Number.POSITIVE_INFINITY, palette };
  return { notices, width: Math.max(40, io.out.columns ?? 80), maxPerService: MAX_ON_SCREEN, palette };
}
