import { formatAtLeast, UNKNOWN } from './format.ts';
import type { Trend } from './trend.ts';
import type { Buckets } from './trend-range.ts';
import { nameBucket, unitOf } from './trend-words.ts';

/** The figures of a chart, the latest first. */
export function TrendTable({ trend: { parts, buckets, currency }, buckets: shape }: { readonly trend: Trend; readonly buckets: Buckets }) {
  const columns = parts.length < 2 ? [] : parts.map(({ name }) => name);
  return (
    <details id={`figures-${currency}`}>
      <summary>The same as a table</summary>
      <section class="scroll" aria-label={`Cost by ${unitOf(shape)} as a table`} tabindex={0}>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{unitOf(shape) === 'hour' ? 'Hour from' : 'Day (UTC)'}</th>
              {columns.map((name) => (
                <th scope="col" class="number">
                  {name}
                </th>
              ))}
              <th scope="col" class="number">
                All
              </th>
            </tr>
          </thead>
          <tbody>
            {buckets.toReversed().map((bucket) => (
              <tr data-key={String(bucket.startMs)}>
                <th scope="row">{nameBucket(bucket.startMs, shape)}</th>
                {columns.map((name) => (
                  <td class="number">{costOf(bucket.parts.get(name))}</td>
                ))}
                <td class="number">{costOf(bucket.sum)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function costOf(sum: Parameters<typeof formatAtLeast>[0] | null | undefined): string {
  return sum == null ? UNKNOWN : formatAtLeast(sum);
}
