import type { Paint, Palette } from './colour.ts';
import { type Cell, type Column, layoutTable, type Row, type TableLayout } from './columns.ts';
import { formatCount, formatMany, formatRatio, UNKNOWN } from './format-numbers.ts';
import { formatSum, type MoneySum, perMonth } from './money-sum.ts';
import { meanRatio, type ResourceLine, type ServiceGroup, totalsByCurrency } from './summaries.ts';
import { cleanText } from './text.ts';

/** What stands in the columns of one line of the table; a missing text is an empty cell. */
interface Line {
  readonly service?: string;
  readonly resource: string;
  readonly sku?: string;
  readonly region?: string;
  readonly state?: Cell;
  readonly currency: string;
  readonly rate: MoneySum;
  readonly thisHour: MoneySum;
  readonly cpu?: string;
  readonly memory?: string;
  readonly paint?: Paint;
}

/**
 * The table of resources: one line for a service with its sums, its resources under it, a total per currency.
 * @param maxPerService resources shown of each service, the dearest first; the rest is counted
 */
export function layoutResources(groups: readonly ServiceGroup[], width: number, maxPerService: number, palette: Palette): TableLayout {
  const providers = new Set(groups.map((group) => group.provider));
  const currencies = new Set(groups.map((group) => group.currency));
  const lines: (Line | string)[] = [];
  for (const group of groups) lines.push(...linesOf(group, providers.size > 1, maxPerService, palette));
  if (lines.length > 1) lines.push(...totalLines(groups, palette));
  const rows = lines.map((line) =>
    typeof line === 'string' ? [{ text: '' }, { text: line, paint: palette.quiet }] : rowOf(line, currencies.size > 1),
  );
  return layoutTable(columnsFor(currencies), rows, width, palette.quiet);
}

/** Of several currencies each line names its own. */
function columnsFor(currencies: ReadonlySet<string>): Column[] {
  const [only = 'USD'] = currencies;
  const per = currencies.size > 1 ? 'PER ' : `${only}/`;
  const currency: Column[] = currencies.size > 1 ? [{ title: 'CCY', align: 'left', priority: 0 }] : [];
  return [
    { title: 'SERVICE', align: 'left', priority: 0, cutWidth: 11, minWidth: 8 },
    { title: 'RESOURCE', align: 'left', cut: 'middle', priority: 0, cutWidth: 16, minWidth: 10 },
    { title: 'SKU', align: 'left', priority: 6, cutWidth: 12, minWidth: 12 },
    { title: 'REGION', align: 'left', priority: 7 },
    { title: 'STATE', align: 'left', priority: 1 },
    ...currency,
    { title: `${per}HOUR`, align: 'decimal', priority: 0 },
    { title: 'THIS HOUR', align: 'decimal', priority: 3 },
    { title: `${per}MONTH`, align: 'decimal', priority: 0 },
    { title: 'CPU', align: 'right', priority: 4 },
    { title: 'MEM', align: 'right', priority: 5 },
  ];
}

function rowOf(line: Line, isCurrencyShown: boolean): Row {
  const cells: Cell[] = [
    { text: line.service ?? '' },
    { text: line.resource },
    { text: line.sku ?? '' },
    { text: line.region ?? '' },
    line.state ?? { text: '' },
    ...(isCurrencyShown ? [{ text: line.currency }] : []),
    { text: formatSum(line.rate) },
    { text: formatSum(line.thisHour) },
    { text: formatSum(perMonth(line.rate)) },
    { text: line.cpu ?? '' },
    { text: line.memory ?? '' },
  ];
  const { paint } = line;
  return paint ? cells.map((cell) => ({ paint, ...cell })) : cells;
}

function linesOf(group: ServiceGroup, isProviderShown: boolean, maxPerService: number, palette: Palette): (Line | string)[] {
  const service = cleanText(isProviderShown ? `${group.provider} ${group.service}` : group.service);
  const [first] = group.lines;
  if (first && group.lines.length === 1) return [{ service, ...resourceLine(first, palette) }];
  const shown = group.lines.slice(0, maxPerService).map((line) => resourceLine(line, palette));
  const rest = group.lines.length - shown.length;
  return [groupLine(group, service, palette), ...shown, ...(rest > 0 ? [`… and ${formatCount(rest)} more`] : [])];
}

function groupLine(group: ServiceGroup, service: string, palette: Palette): Line {
  const cpu = meanRatio(group.lines, (line) => line.cpuRatio, 'vcpus');
  const memory = meanRatio(group.lines, (line) => line.memoryRatio, 'memory_bytes');
  return {
    service,
    resource: formatMany(group.lines.length, 'resource'),
    state: { text: describeStates(group.lines), paint: palette.heading },
    currency: group.currency,
    rate: group.rate,
    thisHour: group.thisHour,
    cpu: formatUse(cpu ?? undefined),
    memory: formatUse(memory ?? undefined),
    paint: palette.heading,
  };
}

function resourceLine({ resource, currency, rate, thisHour, cpuRatio, memoryRatio }: ResourceLine, palette: Palette): Line {
  const paint = { running: palette.good, stopped: palette.quiet, deleted: palette.quiet, unknown: palette.warn }[resource.state];
  return {
    resource: cleanText(resource.name),
    sku: cleanText(resource.sku),
    region: cleanText(resource.region),
    state: { text: resource.state, paint },
    currency,
    rate,
    thisHour,
    cpu: formatUse(cpuRatio),
    memory: formatUse(memoryRatio),
  };
}

function totalLines(groups: readonly ServiceGroup[], palette: Palette): Line[] {
  const totals = [...totalsByCurrency(groups)];
  return totals.map(([currency, total]) => ({ service: 'total', resource: '', currency, ...total, paint: palette.heading }));
}

/** A disk has no CPU: nothing stands there. */
function formatUse(ratio: number | null | undefined): string {
  if (ratio === undefined) return '';
  return ratio === null ? UNKNOWN : formatRatio(ratio);
}

/** How many run; of a group in which nothing runs, how many are in the first one's state. */
function describeStates(lines: readonly ResourceLine[]): string {
  const shown = lines.some((line) => line.resource.state === 'running') ? 'running' : lines[0]?.resource.state;
  return `${formatCount(lines.filter((line) => line.resource.state === shown).length)} ${shown}`;
}
