import { type LinePrice, parseScopeId, type ResourceCost, type UseOfHour } from '@openfinops/core';
import { Bar } from './bar.tsx';
import { formatKnownCost, formatRatio, UNKNOWN } from './format.ts';
import type { PricedResource } from './overview-data.ts';
import { describePrice, isStale } from './price-words.ts';
import { ResourceLink } from './resource-link.tsx';
import { formatResourceRate, rateOf } from './resource-rate.ts';

/** What costs most, with its use beside its cost. */
export function ResourcesTable({ resources, nowMs }: { readonly resources: readonly PricedResource[]; readonly nowMs: number }) {
  if (resources.length === 0) return null;
  return (
    <section id="resources">
      <h2>Use beside cost</h2>
      <p class="hint">
        The dearest resources of this month, and how much of each was used in its last reported hour. The name leads to its charges, line by line.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              Rate now
            </th>
            <th scope="col" class="number">
              This month
            </th>
            <th scope="col" class="share">
              Processor
            </th>
            <th scope="col" class="share">
              Memory
            </th>
            <th scope="col" class="prices">
              Price
            </th>
          </tr>
        </thead>
        <tbody>
          {resources.map((cost) => (
            <ResourceRow cost={cost} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ResourceRow({ cost, nowMs }: { readonly cost: PricedResource; readonly nowMs: number }) {
  const { resource, use } = cost;
  return (
    <tr data-key={`${cost.scope} ${cost.resourceId} ${cost.currency}`}>
      <th scope="row">
        <ResourceLink id={cost.resourceId} name={resource?.name} />
        <small>{describe(cost)}</small>
      </th>
      <td data-label="State">{resource?.state ?? UNKNOWN}</td>
      <td class="number" data-label="Rate now">
        {formatResourceRate(rateOf(resource))}
      </td>
      <td class="number" data-label="This month">
        {formatKnownCost(cost)}
        {cost.unpricedCharges > 0 ? <small class="open">{cost.unpricedCharges === cost.charges ? 'no price' : 'more is unpriced'}</small> : null}
      </td>
      <Use label="Processor" use={find(use, 'cpu.utilization') ?? find(use, 'gpu.utilization')} />
      <Use label="Memory" use={find(use, 'memory.utilization') ?? find(use, 'gpu.memory.utilization')} />
      <td class="prices" data-label="Price">
        <Prices prices={cost.prices} nowMs={nowMs} />
      </td>
    </tr>
  );
}

function Use({ label, use }: { readonly label: string; readonly use: UseOfHour | undefined }) {
  return (
    <td class="share" data-label={label}>
      <Bar ratio={use?.meanRatio ?? null} />
      <span>{formatRatio(use?.meanRatio ?? null)}</span>
    </td>
  );
}

/** Where its prices come from and how old they are, each kind once. */
function Prices({ prices, nowMs }: { readonly prices: readonly LinePrice[]; readonly nowMs: number }) {
  const kinds = new Map(prices.map((price) => [describePrice(price, nowMs), isStale(price, nowMs)]));
  if (kinds.size === 0) return <small>{UNKNOWN}</small>;
  return (
    <>
      {[...kinds].map(([words, stale]) => (
        <small class={stale ? 'open' : 'source'}>{words}</small>
      ))}
    </>
  );
}

function describe({ resource, scope }: ResourceCost): string {
  const parts = parseScopeId(scope ?? '');
  const known = [resource?.kind, resource?.sku, parts?.region === 'global' ? undefined : parts?.region];
  return known.filter((part) => part !== undefined && part !== '').join(' · ');
}

function find(use: readonly UseOfHour[], name: string): UseOfHour | undefined {
  return use.find((one) => one.name === name);
}
