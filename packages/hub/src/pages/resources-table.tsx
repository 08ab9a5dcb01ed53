import { parseScopeId, type ResourceCost, type UseOfHour } from '@openfinops/core';
import { Bar } from './bar.tsx';
import { formatKnownCost, formatMoney, formatRatio, UNKNOWN } from './format.ts';

/** What costs most, with its use beside its cost. */
export function ResourcesTable({ resources }: { readonly resources: readonly ResourceCost[] }) {
  if (resources.length === 0) return null;
  return (
    <section>
      <h2>Use beside cost</h2>
      <p class="hint">The dearest resources of this month, and how much of each was used in its last reported hour.</p>
      <table>
        <thead>
          <tr>
            <th scope="col">Resource</th>
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
          </tr>
        </thead>
        <tbody>
          {resources.map((cost) => (
            <ResourceRow cost={cost} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ResourceRow({ cost }: { readonly cost: ResourceCost }) {
  const { resource, use } = cost;
  return (
    <tr>
      <th scope="row">
        <span class="name" title={cost.resourceId}>
          {resource?.name || cost.resourceId}
        </span>
        <small>{describe(cost)}</small>
      </th>
      <td class="number" data-label="Rate now">
        {rateOf(cost)}
      </td>
      <td class="number" data-label="This month">
        {formatKnownCost(cost)}
        {cost.unpricedCharges > 0 ? <small class="open">{cost.unpricedCharges === cost.charges ? 'no price' : 'more is unpriced'}</small> : null}
      </td>
      <Use label="Processor" use={find(use, 'cpu.utilization') ?? find(use, 'gpu.utilization')} />
      <Use label="Memory" use={find(use, 'memory.utilization') ?? find(use, 'gpu.memory.utilization')} />
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

function rateOf({ resource }: ResourceCost): string {
  if (resource === null) return UNKNOWN;
  if (resource.usd_per_hour !== null) return `${formatMoney(resource.usd_per_hour, 'USD')} / h`;
  const rate = resource.rate_per_hour ?? null;
  return rate === null ? UNKNOWN : `${formatMoney(rate, resource.currency ?? 'USD')} / h`;
}

function describe({ resource, scope }: ResourceCost): string {
  const parts = parseScopeId(scope ?? '');
  const known = [resource?.kind, resource?.sku, parts?.region === 'global' ? undefined : parts?.region, resource?.state];
  return known.filter((part) => part !== undefined && part !== '').join(' · ');
}

function find(use: readonly UseOfHour[], name: string): UseOfHour | undefined {
  return use.find((one) => one.name === name);
}
