import { Bar } from './bar.tsx';
import { formatAtLeast, formatRatio } from './format.ts';
import type { PlaceCost, ProviderCost } from './provider-costs.ts';
import { formatRate } from './rate-sums.ts';

/** Where the month's money goes. */
export function ProvidersTable({ providers }: { readonly providers: readonly ProviderCost[] }) {
  if (providers.length === 0) return null;
  return (
    <section id="providers">
      <h2>By provider and service</h2>
      <table class="places">
        <thead>
          <tr>
            <th scope="col">Provider, service</th>
            <th scope="col" class="number">
              Rate now
            </th>
            <th scope="col" class="number">
              This month
            </th>
            <th scope="col" class="share">
              Share
            </th>
          </tr>
        </thead>
        {providers.map((provider) => (
          <tbody data-key={`${provider.name} ${provider.month.currency}`}>
            <PlaceRow place={provider} kind="provider" />
            {provider.services.map((service) => (
              <PlaceRow place={service} kind="service" />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function PlaceRow({ place: { name, month, rate, shareRatio }, kind }: { readonly place: PlaceCost; readonly kind: 'provider' | 'service' }) {
  return (
    <tr class={kind}>
      <th scope={kind === 'provider' ? 'rowgroup' : 'row'}>{name}</th>
      <td class="number" data-label="Rate now">
        {formatRate(rate)}
      </td>
      <td class="number" data-label="This month">
        {formatAtLeast(month)}
      </td>
      <td class="share" data-label="Share">
        <Bar ratio={shareRatio} />
        <span>{formatRatio(shareRatio)}</span>
      </td>
    </tr>
  );
}
