import { toDecimal } from '@openfinops/core';
import { scaleBand, scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import { formatAtLeast, formatMoney } from './format.ts';
import type { Trend, TrendBucket } from './trend.ts';
import type { Buckets } from './trend-range.ts';
import { isMinorLabel, labelBucket, nameBucket, unitOf } from './trend-words.ts';

/** In pixels; widths are shares of the page, so that letters keep their size on every screen and on paper. */
const HEIGHT = 232;
const TOP_Y = 24;
const BASE_Y = 206;
const MOST_TICKS = 4;
/** A cost of next to nothing is not a gap. */
const LEAST_HEIGHT = 1;

interface TrendChartProps {
  readonly trend: Trend;
  readonly buckets: Buckets;
}

/** Stacked bars, drawn here: they print and need no script. Whoever does not see them has the same figures as a table. */
export function TrendChart({ trend, buckets }: TrendChartProps) {
  const greatest = Math.max(...trend.buckets.map(heightOf));
  const y = scaleLinear([0, greatest || 1], [BASE_Y, TOP_Y]).nice(MOST_TICKS);
  const x = scaleBand(
    trend.buckets.map(({ startMs }) => startMs),
    [0, 100],
  ).padding(trend.buckets.length > 60 ? 0.15 : 0.28);
  const layers = stack<TrendBucket>()
    .keys(trend.parts.map(({ name }) => name))
    .value(({ parts }, name) => Number(parts.get(name)?.knownCost ?? 0))(trend.buckets);
  const placeOf = (startMs: number) => ({ x: `${(x(startMs) ?? 0).toFixed(3)}%`, width: `${x.bandwidth().toFixed(3)}%` });
  const ticks = greatest > 0 ? y.ticks(MOST_TICKS) : [];
  const areWhole = ticks.every(Number.isInteger);
  const label = (tick: number): string => formatMoney(toDecimal(tick), trend.currency);
  const openMs = trend.buckets.at(-1)?.startMs;
  return (
    <svg class="chart" height={HEIGHT} aria-hidden="true">
      <text class="axis-title" x="0" y="10">
        {trend.currency} / {unitOf(buckets) === 'hour' ? 'h' : 'day'}
      </text>
      <line class="axis" x1="0" x2="100%" y1={BASE_Y} y2={BASE_Y} />
      {ticks.map((tick) => (
        <Tick y={y(tick)} label={areWhole ? label(tick).replace(/\.00$/, '') : label(tick)} />
      ))}
      {layers.map((layer, index) => (
        <g class={`part-${index}`}>
          {layer.map((point) => (
            <Piece from={y(point[0])} to={y(point[1])} place={placeOf(point.data.startMs)} isOpen={point.data.startMs === openMs} />
          ))}
        </g>
      ))}
      {trend.buckets.map((bucket) => (
        <rect class={bucket.sum === null ? 'gap' : 'hit'} {...placeOf(bucket.startMs)} y={TOP_Y} height={BASE_Y - TOP_Y}>
          <title>{titleOf(bucket, trend, buckets)}</title>
        </rect>
      ))}
      {trend.buckets.map(({ startMs }) => (
        <Label text={labelBucket(startMs, buckets)} isMinor={isMinorLabel(startMs, buckets)} percent={(x(startMs) ?? 0) + x.bandwidth() / 2} />
      ))}
    </svg>
  );
}

function Tick({ y, label }: { readonly y: number; readonly label: string }) {
  return (
    <>
      <line class="grid" x1="0" x2="100%" y1={y.toFixed(1)} y2={y.toFixed(1)} />
      <text x="-8" y={(y + 4).toFixed(1)} text-anchor="end">
        {label}
      </text>
    </>
  );
}

interface PieceProps {
  /** Of the lower and the upper edge. */
  readonly from: number;
  readonly to: number;
  readonly place: { readonly x: string; readonly width: string };
  readonly isOpen: boolean;
}

function Piece({ from, to, place, isOpen }: PieceProps) {
  const height = from - to;
  if (height <= 0) return null;
  const shown = Math.max(height, LEAST_HEIGHT);
  return <rect class={isOpen ? 'piece still-open' : 'piece'} {...place} y={(from - shown).toFixed(1)} height={shown.toFixed(1)} />;
}

function Label({ text, isMinor, percent }: { readonly text: string | null; readonly isMinor: boolean; readonly percent: number }) {
  if (text === null) return null;
  return (
    <text class={isMinor ? 'minor' : undefined} x={`${percent.toFixed(3)}%`} y={HEIGHT - 6} text-anchor="middle">
      {text}
    </text>
  );
}

/** For the height of the bar alone. */
function heightOf({ sum }: TrendBucket): number {
  return Number(sum?.knownCost ?? 0);
}

function titleOf({ startMs, sum, parts }: TrendBucket, trend: Trend, buckets: Buckets): string {
  const name = nameBucket(startMs, buckets);
  if (sum === null) return `${name}: nothing reported`;
  const pieces = trend.parts.flatMap((part) => {
    const its = parts.get(part.name);
    return its === undefined ? [] : [`${part.name} ${formatAtLeast(its)}`];
  });
  return `${name}: ${formatAtLeast(sum)}${pieces.length < 2 ? '' : ` (${pieces.join(', ')})`}`;
}
