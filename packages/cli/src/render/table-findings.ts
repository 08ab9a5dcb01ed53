import { compareDecimals, type Decimal, multiply, sum, type WireDocument, type WireFinding } from '@openfinops/core';
import type { Palette } from './colour.ts';
import { type Column, layoutTable } from './columns.ts';
import { formatCount, formatMoney, UNKNOWN } from './format-numbers.ts';
import { groupBy } from './group-by.ts';
import { cleanText, wrapText } from './text.ts';

const COLUMNS: readonly Column[] = [
  { title: 'FINDING', align: 'left', priority: 0 },
  { title: 'RESOURCES', align: 'right', priority: 1 },
  { title: 'USD/HOUR', align: 'decimal', priority: 0 },
  { title: 'USD/MONTH', align: 'decimal', priority: 0 },
  { title: 'COSTLIEST', align: 'left', priority: 2, minWidth: 12 },
];

const MONTH_HOURS = '730';

/** What is paid for and not used, a line a rule, the dearest first. Nothing where nothing was found. */
export function renderFindings({ findings, resources }: WireDocument, width: number, palette: Palette): string[] {
  if (findings.length === 0) return [];
  const names = new Map(resources.map(({ id, name }) => [id, name]));
  const rules = [...groupBy(findings, ({ rule }) => rule).entries()].map(([rule, found]) => summarize(rule, found)).sort(byStake);
  const rows = rules.map(({ rule, count, perHour, costliest }) =>
    [
      cleanText(rule.replaceAll('-', ' ')),
      formatCount(count),
      perHour === null ? UNKNOWN : formatMoney(perHour),
      perHour === null ? UNKNOWN : formatMoney(multiply(perHour, MONTH_HOURS)),
      cleanText(names.get(costliest) ?? costliest.slice(costliest.lastIndexOf('/') + 1)),
    ].map((text) => ({ text })),
  );
  const unpriced = findings.filter(({ usd_per_hour_at_stake: stake }) => stake === null).length;
  const remark = unpriced === 0 ? '' : ` What ${formatCount(unpriced)} of them cost is not known.`;
  return [
    '',
    ...layoutTable(COLUMNS, rows, width, palette.quiet).lines,
    ...wrapText(`FINDING: what would no longer be paid without it.${remark} The evidence of each: --format json.`, width).map(palette.quiet),
  ];
}

interface RuleSum {
  readonly rule: string;
  readonly count: number;
  /** What is known to be at stake; null: nothing is. */
  readonly perHour: Decimal | null;
  readonly costliest: string;
}

function summarize(rule: string, found: readonly WireFinding[]): RuleSum {
  const stakes = found.flatMap(({ usd_per_hour_at_stake: stake }) => (stake === null ? [] : [stake]));
  const [first] = [...found].sort((a, b) => compareStakes(b.usd_per_hour_at_stake, a.usd_per_hour_at_stake));
  return { rule, count: found.length, perHour: stakes.length === 0 ? null : sum(stakes), costliest: first?.resource_id ?? '' };
}

function byStake(a: RuleSum, b: RuleSum): number {
  return compareStakes(b.perHour, a.perHour) || (a.rule < b.rule ? -1 : 1);
}

function compareStakes(a: Decimal | null, b: Decimal | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareDecimals(a, b);
}
