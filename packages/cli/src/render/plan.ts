import { type CollectionPlan, compareDecimals } from '@openfinops/core';
import { type Column, layoutTable, type Row } from './columns.ts';
import { formatCount, formatDuration, formatMany, formatMoney } from './format-numbers.ts';
import { cleanText, wrapText } from './text.ts';
import type { View } from './view.ts';

/** What a plan is for. */
export interface PlanAbout {
  readonly provider: string;
  /** Running resources by service. */
  readonly counts: Readonly<Record<string, number>>;
  readonly isAssumed: boolean;
  /** What listing it all took just now, and how often an agent does so; null: nothing was listed. */
  readonly looks: { readonly calls: number; readonly everyMs: number } | null;
}

const MONTH_HOURS = 730;

const COLUMNS: readonly Column[] = [
  { title: 'WHAT', align: 'left', priority: 0, minWidth: 12 },
  { title: 'CALL', align: 'left', priority: 3 },
  { title: 'EVERY', align: 'right', priority: 2 },
  { title: 'CALLS', align: 'right', priority: 0 },
  { title: 'BILLED', align: 'right', priority: 1 },
  { title: 'USD', align: 'decimal', priority: 0 },
];

/** What an agent's own calls come to in a month, line by line, for a person. */
export function renderPlan(plan: CollectionPlan, about: PlanAbout, { width, palette }: View): string[] {
  const { lines = [], notices = [], calls, billedUnits, usdPerMonth } = plan;
  const rows = lines.map((line): Row => {
    const { what, operation, everyMs } = line;
    return [cleanText(what), cleanText(operation), formatDuration(everyMs / 1000), ...sums(line)].map((text) => ({ text }));
  });
  const total: Row = ['A month', '', '', ...sums({ calls, billedUnits, usdPerMonth })].map((text) => ({ text, paint: palette.heading }));
  return [
    ...wrapText(`${sayMoney(usdPerMonth)} USD a month for ${cleanText(about.provider)}: ${sayCounts(about)}`, width).map(palette.heading),
    ...(lines.length === 0 ? [] : ['', ...layoutTable(COLUMNS, [...rows, total], width, palette.quiet).lines]),
    '',
    ...wrapText(sayTerms(lines.length > 0, about), width).map(palette.quiet),
    ...notices.flatMap((notice) => wrapText(cleanText(notice), width)).map(palette.warn),
  ];
}

/** The same for a program. */
export function planJson(plan: CollectionPlan, { provider, counts, isAssumed, looks }: PlanAbout): Record<string, unknown> {
  const { lines = [], notices = [] } = plan;
  return {
    provider,
    counts,
    assumed: isAssumed,
    month_hours: MONTH_HOURS,
    ...sumsJson(plan),
    lines: lines.map((line) => ({ what: line.what, operation: line.operation, every_s: line.everyMs / 1000, ...sumsJson(line) })),
    looks: looks === null ? null : { calls: looks.calls, every_s: looks.everyMs / 1000 },
    notices,
  };
}

type Sums = Pick<CollectionPlan, 'calls' | 'billedUnits' | 'usdPerMonth'>;

function sums({ calls, billedUnits, usdPerMonth }: Sums): string[] {
  return [formatCount(calls), formatCount(billedUnits), sayMoney(usdPerMonth)];
}

function sumsJson({ calls, billedUnits, usdPerMonth }: Sums): Record<string, unknown> {
  return { calls, billed_units: billedUnits, usd_per_month: usdPerMonth };
}

function sayMoney(usd: string): string {
  return compareDecimals(usd, '0') === 0 ? '0.00' : formatMoney(usd);
}

/** What the figures stand for, and what is not among them. */
function sayTerms(isBilled: boolean, { looks }: PlanAbout): string {
  const listing =
    looks === null || looks.calls === 0
      ? ''
      : ` Listing it all took ${formatMany(looks.calls, 'call')}; an agent does so every ${formatDuration(looks.everyMs / 1000)}, free of charge.`;
  if (!isBilled) return `Nothing that is asked for costs money.${listing}`;
  return `A month is ${MONTH_HOURS} hours. BILLED: metrics, or other units that the provider bills.${listing === '' ? ' All else is free.' : listing}`;
}

/** `10,000 ec2, 3 ebs running (assumed)`. */
function sayCounts({ counts, isAssumed }: PlanAbout): string {
  const parts = Object.entries(counts).map(([service, count]) => `${formatCount(count)} ${cleanText(service)}`);
  const what = parts.length === 0 ? 'nothing' : parts.join(', ');
  return `${what} running${isAssumed ? ' (assumed)' : ''}`;
}
