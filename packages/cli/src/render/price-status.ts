import { ageDays, type Problem } from '@openfinops/core';
import type { TableStatus } from '@openfinops/runtime';
import { layoutTable } from './columns.ts';
import { formatCount, formatDuration, formatMany } from './format-numbers.ts';
import type { PriceView } from './price-text.ts';
import { cleanText, wrapText } from './text.ts';

/** All that is known of where prices come from on this machine. */
export interface PriceStatus {
  readonly tablesDir: string | null;
  readonly tables: readonly TableStatus[];
  /** What was fetched, and when (epoch ms). */
  readonly cached: readonly { provider: string; service: string; region: string; fetchedMs: number; rows: number }[];
  readonly problems: readonly Problem[];
}

export function renderPriceStatus({ tablesDir, tables, cached, problems }: PriceStatus, view: PriceView): string[] {
  return [
    ...wrapText(tablesDir === null ? 'No price tables were found.' : `Price tables in ${cleanText(tablesDir)}`, view.width),
    ...renderTables(tables, view),
    ...renderCached(cached, view),
    ...tables.flatMap((table) => renderLacks(table, view)),
    ...renderNotes(
      'Problems',
      problems.map(({ code, message }) => `${code} ${message}`),
      view,
      view.palette.bad,
    ),
  ];
}

const COLUMNS = [
  { title: 'PROVIDER', align: 'left', priority: 0 },
  { title: 'SERVICE', align: 'left', priority: 0, minWidth: 8 },
  { title: 'REGIONS', align: 'right', priority: 2 },
  { title: 'ROWS', align: 'right', priority: 1 },
  { title: 'AS OF', align: 'left', priority: 0 },
  { title: 'DAYS OLD', align: 'right', priority: 3 },
  { title: 'CURRENCY', align: 'left', priority: 4 },
] as const;

function renderTables(tables: readonly TableStatus[], { width, palette, nowMs }: PriceView): string[] {
  const rows = tables.flatMap(({ provider, services }) =>
    services.map(({ service, regions, rows: count, oldestAsOf, newestAsOf, currencies }) => {
      const dates = oldestAsOf === newestAsOf ? newestAsOf : `${oldestAsOf} to ${newestAsOf}`;
      return [provider, service, formatCount(regions), formatCount(count), dates, sayAge(oldestAsOf, nowMs), currencies.join(', ')].map((text) => ({
        text,
      }));
    }),
  );
  return rows.length === 0 ? [] : ['', ...layoutTable(COLUMNS, rows, width, palette.quiet).lines];
}

function renderCached(cached: PriceStatus['cached'], view: PriceView): string[] {
  const notes = cached.map(({ provider, service, region, fetchedMs, rows }) => {
    const age = formatDuration(Math.max(0, view.nowMs - fetchedMs) / 1000);
    return `${provider} ${service} in ${region}: ${formatMany(rows, 'price')}, ${age} ago`;
  });
  return renderNotes('Fetched', notes, view, view.palette.heading);
}

/** Where the tables come from, and what of it is not in them. */
function renderLacks({ provider, sources, dropped, gaps }: TableStatus, view: PriceView): string[] {
  const { heading, warn } = view.palette;
  return [
    ...renderNotes(
      `Sources of ${provider}`,
      sources.map(({ name, licence }) => `${name} (${licence})`),
      view,
      heading,
    ),
    ...renderNotes(
      `Left out of ${provider}`,
      Object.entries(dropped).map(([why, count]) => `${formatCount(count)} ${why}`),
      view,
      warn,
    ),
    ...renderNotes(
      `Missing from ${provider}`,
      gaps.map(({ service, region, what, why }) => `${service}${region === undefined ? '' : ` in ${region}`}: ${what}; ${why}`),
      view,
      warn,
    ),
  ];
}

function renderNotes(title: string, notes: readonly string[], { width }: PriceView, paint: (text: string) => string): string[] {
  if (notes.length === 0) return [];
  return ['', paint(`${cleanText(title)} (${notes.length})`), ...notes.flatMap((note) => wrapText(cleanText(note), width, '  ', '    '))];
}

/** What `price status --json` prints. */
export function statusJson({ tablesDir, tables, cached, problems }: PriceStatus, nowMs: number): Record<string, unknown> {
  return {
    tables_dir: tablesDir,
    tables: tables.map(({ provider, generatedAt, services, sources, dropped, gaps }) => ({
      provider,
      generated_at: generatedAt,
      services: services.map(({ service, regions, rows, oldestAsOf, newestAsOf, currencies }) => ({
        service,
        regions,
        rows,
        oldest_as_of: oldestAsOf,
        newest_as_of: newestAsOf,
        oldest_days: ageDays(oldestAsOf, nowMs),
        currencies,
      })),
      sources,
      dropped,
      gaps,
    })),
    cached: cached.map(({ provider, service, region, fetchedMs, rows }) => ({ provider, service, region, fetched_at: fetchedMs / 1000, rows })),
    problems: problems.map(({ code, message, hint }) => ({ code, message, hint: hint ?? null })),
  };
}

function sayAge(asOf: string, nowMs: number): string {
  const days = ageDays(asOf, nowMs);
  return days === null ? '' : formatCount(days);
}
