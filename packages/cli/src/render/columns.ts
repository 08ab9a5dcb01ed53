import type { Paint } from './colour.ts';
import { displayWidth, truncate, truncateMiddle } from './text.ts';

/** A column of a table. `decimal` lines the points of numbers up. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right' | 'decimal';
  /** Where a text that is too long is cut; default: its end. */
  readonly cut?: 'middle';
  /** 0 stays at every width; the highest goes first when room runs out. */
  readonly priority: number;
  /** Set on columns that may be cut down to so many characters, rather than leave another column out. */
  readonly cutWidth?: number;
  /** Set on columns that may be cut down to so many characters when nothing is left to leave out. */
  readonly minWidth?: number;
}

export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

/** One cell per column. */
export type Row = readonly Cell[];

export interface TableLayout {
  readonly lines: readonly string[];
  /** Titles of the columns for which there was no room. */
  readonly hidden: readonly string[];
}

const GAP = 2;

/**
 * Lines of a table with its titles on top. Cells hold clean text.
 * @param width columns to stay within; Infinity: nothing is cut or left out
 */
export function layoutTable(columns: readonly Column[], rows: readonly Row[], width: number, paintTitle: Paint): TableLayout {
  const texts = columns.map((column, index) => alignPoints(column, rows, index));
  const natural = columns.map((column, index) => Math.max(displayWidth(column.title), ...(texts[index] ?? []).map(displayWidth)));
  const kept = keepColumns(columns, natural, width);
  const widths = cutToFit(columns, natural, kept, width);
  const line = (cells: Row): string => joinCells(kept.map((index) => padCell(columns[index], cells[index], widths[index] ?? 0)));
  const titles = columns.map((column) => ({ text: column.title, paint: paintTitle }));
  const body = rows.map((row, rowIndex) => line(row.map((cell, index) => ({ ...cell, text: texts[index]?.[rowIndex] ?? '' }))));
  return { lines: [line(titles), ...body], hidden: columns.filter((_, index) => !kept.includes(index)).map((column) => column.title) };
}

/** Texts of one column, in a `decimal` one filled up behind the point to the longest fraction. */
function alignPoints(column: Column, rows: readonly Row[], index: number): string[] {
  const texts = rows.map((row) => row[index]?.text ?? '');
  if (column.align !== 'decimal') return texts;
  const fractionOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') : 0);
  const longest = Math.max(0, ...texts.map(fractionOf));
  return texts.map((text) => (text === '' ? text : text + ' '.repeat(longest - fractionOf(text))));
}

/** Indices of the columns that fit, the flexible ones cut. */
function keepColumns(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const least = (index: number): number => Math.min(natural[index] ?? 0, columns[index]?.cutWidth ?? Number.POSITIVE_INFINITY);
  let kept = columns.map((_, index) => index);
  while (totalWidth(kept.map(least)) > width) {
    const lowest = Math.max(...kept.map((index) => columns[index]?.priority ?? 0));
    if (lowest === 0) break;
    const dropped = kept.findLast((index) => columns[index]?.priority === lowest);
    kept = kept.filter((index) => index !== dropped);
  }
  return kept;
}

/** Takes what is too much from the widest flexible column, one character at a time. */
function cutToFit(columns: readonly Column[], natural: readonly number[], kept: readonly number[], width: number): number[] {
  const widths = [...natural];
  const isCuttable = (index: number): boolean => (widths[index] ?? 0) > (columns[index]?.minWidth ?? Number.POSITIVE_INFINITY);
  while (totalWidth(kept.map((index) => widths[index] ?? 0)) > width) {
    const cuttable = kept.filter(isCuttable).sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
    if (cuttable === undefined) break;
    widths[cuttable] = (widths[cuttable] ?? 0) - 1;
  }
  return widths;
}

function totalWidth(widths: readonly number[]): number {
  let total = GAP * Math.max(0, widths.length - 1);
  for (const width of widths) total += width;
  return total;
}

interface PaddedCell {
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

function padCell(column: Column | undefined, cell: Cell | undefined, width: number): PaddedCell {
  const shown = (column?.cut === 'middle' ? truncateMiddle : truncate)(cell?.text ?? '', width);
  const text = shown.trimEnd();
  const tail = ' '.repeat(shown.length - text.length);
  const room = ' '.repeat(Math.max(0, width - displayWidth(shown)));
  const painted = text !== '' && cell?.paint ? cell.paint(text) : text;
  return column?.align === 'left' ? { before: '', text: painted, after: room + tail } : { before: room, text: painted, after: tail };
}

/** No line ends in spaces. */
function joinCells(cells: readonly PaddedCell[]): string {
  let line = '';
  let pending = '';
  for (const { before, text, after } of cells) {
    if (text !== '') line += pending + before + text;
    pending = (text === '' ? pending + before : '') + after + ' '.repeat(GAP);
  }
  return line;
}
