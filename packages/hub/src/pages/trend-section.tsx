import { compareDecimals } from '@openfinops/core';
import { formatAtLeast, formatCount, UNKNOWN } from './format.ts';
import type { Trends } from './read-trends.ts';
import type { Trend, TrendBucket } from './trend.ts';
import { TrendChart } from './trend-chart.tsx';
import { TREND_RANGES, type TrendRange } from './trend-range.ts';
import { TrendTable } from './trend-table.tsx';
import { nameBucket, unitOf } from './trend-words.ts';

const RANGE_NAMES: Readonly<Record<TrendRange, string>> = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' };

/** What each stretch of the range cost: a picture, what it is made of, and the same as a table. */
export function TrendSection({ trends: { buckets, trends } }: { readonly trends: Trends }) {
  return (
    <section id="trend">
      <div class="section-head">
        <h2>Cost by {unitOf(buckets)}</h2>
        <nav class="ranges" aria-label="How far back">
          {TREND_RANGES.map((range) => (
            <a href={range === '24h' ? '/' : `/?range=${range}`} aria-current={range === buckets.range ? 'true' : undefined}>
              {RANGE_NAMES[range]}
            </a>
          ))}
        </nav>
      </div>
      {trends.length === 0 ? <p class="hint">Nothing was charged in the last {RANGE_NAMES[buckets.range]}.</p> : null}
      {trends.map((trend) => (
        <figure data-key={trend.currency}>
          <figcaption class="hint">{describe(trend, buckets)}</figcaption>
          <Legend trend={trend} />
          <TrendChart trend={trend} buckets={buckets} />
          <TrendTable trend={trend} buckets={buckets} />
        </figure>
      ))}
    </section>
  );
}

function Legend({ trend: { parts, buckets, split } }: { readonly trend: Trend }) {
  const hasGaps = buckets.some(({ sum }) => sum === null);
  if (parts.length < 2 && !hasGaps) return null;
  return (
    <ul class="legend" aria-label={`By ${split}`}>
      {parts.map(({ name, total }, index) => (
        <li>
          <svg class="swatch" aria-hidden="true">
            <rect class={`part-${index}`} width="100%" height="100%" rx="2" />
          </svg>
          {name} <small>{formatAtLeast(total)}</small>
        </li>
      ))}
      {hasGaps ? (
        <li>
          <svg class="swatch" aria-hidden="true">
            <rect class="gap" width="100%" height="100%" rx="2" />
          </svg>
          nothing reported
        </li>
      ) : null}
    </ul>
  );
}

function describe({ total, buckets }: Trend, shape: Trends['buckets']): string {
  const unit = unitOf(shape);
  const gaps = buckets.filter(({ sum }) => sum === null).length;
  const silent = gaps === 0 ? '' : ` ${formatCount(gaps, unit)} without a charge ${gaps === 1 ? 'is' : 'are'} left blank.`;
  const cost = formatAtLeast(total);
  if (cost === UNKNOWN) return `Nothing that was charged in ${RANGE_NAMES[shape.range]} has a price.${silent}`;
  return `${cost} in ${RANGE_NAMES[shape.range]}, the last ${unit} still open; the dearest was ${nameDearest(buckets, shape)}.${silent}`;
}

function nameDearest(buckets: readonly TrendBucket[], shape: Trends['buckets']): string {
  const [dearest] = buckets.toSorted((a, b) => compareDecimals(b.sum?.knownCost ?? '0', a.sum?.knownCost ?? '0'));
  return dearest?.sum == null ? UNKNOWN : `${nameBucket(dearest.startMs, shape)} with ${formatAtLeast(dearest.sum)}`;
}
