import type { WireDocument } from '@openfinops/core';
import type { Palette } from './colour.ts';
import { formatDuration, formatMany, formatWindow } from './format-numbers.ts';
import { REASON_TEXT } from './reasons.ts';
import { cleanText, wrapText } from './text.ts';
import { findUncertainties } from './uncertainty.ts';

/** One remark under the table: what, and what to do about it. */
interface Note {
  readonly text: string;
  readonly hint?: string | undefined;
}

/** What the figures do not say: unpriced, uncertain, not covered, and what went wrong, each with what to do next. */
export function renderNotes(document: WireDocument, width: number, palette: Palette): string[] {
  return [
    ...renderSection('Unpriced', unpricedNotes(document), width, palette.warn, palette),
    ...renderSection('Uncertain', uncertainNotes(document), width, palette.warn, palette),
    ...renderSection('Not covered', notCoveredNotes(document), width, palette.warn, palette),
    ...renderSection('Problems', problemNotes(document), width, palette.bad, palette),
  ];
}

function renderSection(title: string, notes: readonly Note[], width: number, paint: (text: string) => string, palette: Palette): string[] {
  if (notes.length === 0) return [];
  const lines = ['', paint(`${title} (${notes.length})`)];
  for (const note of notes) {
    lines.push(...wrapText(note.text, width, '  ', '    '));
    if (note.hint) lines.push(...wrapText(note.hint, width, '    → ', '      ').map(palette.quiet));
  }
  return lines;
}

function unpricedNotes(document: WireDocument): Note[] {
  return document.summary.unpriced.map(({ sku, count, reason, hint }) => ({
    text: `${cleanText(sku)} (${formatMany(count, 'resource')}): ${REASON_TEXT[reason]} (${reason})`,
    hint: hint && cleanText(hint),
  }));
}

function uncertainNotes(document: WireDocument): Note[] {
  return findUncertainties(document).map(({ service, meter, resources, seconds, why }) => ({
    text: `${cleanText(service)} ${meter} (${formatMany(resources, 'resource')}): ${formatDuration(seconds)} of this hour, ${why}`,
  }));
}

function notCoveredNotes(document: WireDocument): Note[] {
  return document.coverage.not_covered.map(({ what, why }) => ({ text: `${cleanText(what)}: ${cleanText(why)}` }));
}

function problemNotes(document: WireDocument): Note[] {
  return document.events.map((event) => {
    if (event.kind === 'gap') {
      const text = `DATA_DROPPED ${formatMany(event.records, 'record')} of class ${event.class}, ${formatWindow(event.from, event.to)}: `;
      return { text: text + cleanText(event.reason) };
    }
    const where = event.scope === null ? '' : `${cleanText(event.scope)}: `;
    return { text: `${cleanText(event.code)} ${where}${cleanText(event.message)}`, hint: event.hint && cleanText(event.hint) };
  });
}
