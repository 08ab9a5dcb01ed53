import type { WireDocument } from '@openfinops/core';
import type { Palette } from './colour.ts';
import { formatDuration } from './format-numbers.ts';
import { openSeconds } from './open-hour.ts';
import { groupByService } from './summaries.ts';
import { renderFindings } from './table-findings.ts';
import { renderHeader } from './table-header.ts';
import { layoutMeters } from './table-meters.ts';
import { renderNotes } from './table-notes.ts';
import { layoutResources } from './table-resources.ts';
import { wrapText } from './text.ts';

export interface TableStyle {
  /** Sentences for the first line. */
  readonly notices: readonly string[];
  /** Columns of the terminal; Infinity for a pipe, where nothing is cut. */
  readonly width: number;
  /** Resources shown of each service; Infinity: all. */
  readonly maxPerService: number;
  readonly palette: Palette;
}

/** One cycle for an engineer and a finance person at a glance, as lines: what it costs, what that is made of, what the figures leave out. */
export function renderTable(document: WireDocument, style: TableStyle): string[] {
  const { width, palette } = style;
  return [
    ...renderHeader(document, style.notices, width, palette),
    ...renderResources(document, style),
    '',
    ...layoutMeters(document, width, palette),
    ...renderFindings(document, width, palette),
    ...renderNotes(document, width, palette),
  ];
}

function renderResources(document: WireDocument, { width, maxPerService, palette }: TableStyle): string[] {
  if (document.resources.length === 0) return [palette.warn('Nothing billable was found.')];
  const { lines, hidden } = layoutResources(groupByService(document), width, maxPerService, palette);
  const shown = hidden.filter((title) => title !== 'SKU' && title !== 'REGION');
  const remarks = [
    `THIS HOUR: the ${formatDuration(openSeconds(document))} of it so far.`,
    'MONTH: the rate now, for 730 hours.',
    ...(hidden.includes('CPU') ? [] : describeUse(document)),
    ...(shown.length > 0 ? [`No room for ${shown.join(', ')}: widen the terminal, or --format json.`] : []),
  ];
  return [...lines, ...wrapText(remarks.join(' '), width).map(palette.quiet)];
}

/** Over how long CPU was averaged, where that is the same for all. */
function describeUse(document: WireDocument): string[] {
  const steps = new Set(document.series.filter((series) => series.name === 'cpu.utilization').map((series) => series.step_s));
  const [only] = steps;
  return only !== undefined && steps.size === 1 ? [`CPU: average of ${formatDuration(only)}.`] : [];
}
