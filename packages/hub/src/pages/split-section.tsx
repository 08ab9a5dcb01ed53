import { type Decimal, sum, type WireAllocation } from '@openfinops/core';
import { groupBy } from '../group-by.ts';
import { Bar } from './bar.tsx';
import { formatCount, formatRatio } from './format.ts';

/** How the hours of a resource were split: views of its cost, never added to it. */
export function SplitSection({ allocations }: { readonly allocations: readonly WireAllocation[] }) {
  if (allocations.length === 0) return null;
  return (
    <section id="split">
      <h2>How its hours were used</h2>
      {[...groupBy(allocations, ({ basis }) => basis)].map(([basis, its]) => (
        <Split basis={basis} allocations={its} />
      ))}
    </section>
  );
}

function Split({ basis, allocations }: { readonly basis: string; readonly allocations: readonly WireAllocation[] }) {
  const hours = new Set(allocations.map(({ hour }) => hour)).size;
  const targets = [...groupBy(allocations, ({ target }) => `${target.kind} ${target.id}`)];
  return (
    <table>
      <caption class="hint">
        By {basis}, the mean of {formatCount(hours, 'hour')}
      </caption>
      <thead>
        <tr>
          <th scope="col">{allocations[0]?.target.kind}</th>
          <th scope="col" class="share">
            Share
          </th>
        </tr>
      </thead>
      <tbody>
        {targets.map(([key, its]) => (
          <tr data-key={`${basis} ${key}`}>
            <th scope="row">{its[0]?.target.id}</th>
            <td class="share" data-label="Share">
              <Bar ratio={meanShare(its, hours)} />
              <span>{formatRatio(meanShare(its, hours))}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function meanShare(its: readonly { readonly share: Decimal }[], hours: number): number {
  return Number(sum(its.map(({ share }) => share))) / hours;
}
