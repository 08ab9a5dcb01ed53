import { Bar } from './bar.tsx';
import { formatKnownCost, formatMoney, formatRatio } from './format.ts';
import type { ServiceCost } from './service-costs.ts';

/** Where the month's money goes. */
export function ServicesTable({ services }: { readonly services: readonly ServiceCost[] }) {
  if (services.length === 0) return null;
  return (
    <section>
      <h2>By service</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col" class="number">
              This month
            </th>
            <th scope="col" class="share">
              Share
            </th>
            <th scope="col" class="number">
              This hour
            </th>
          </tr>
        </thead>
        <tbody>
          {services.map(({ provider, service, month, hourCost, shareRatio }) => (
            <tr>
              <th scope="row">
                {service} <small>{provider}</small>
              </th>
              <td class="number" data-label="This month">
                {formatKnownCost(month)}
              </td>
              <td class="share" data-label="Share">
                <Bar ratio={shareRatio} />
                <span>{formatRatio(shareRatio)}</span>
              </td>
              <td class="number" data-label="This hour">
                {formatMoney(hourCost, month.currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
