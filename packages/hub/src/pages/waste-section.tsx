import type { FindingRecord } from '@openfinops/core';
import { Bar } from './bar.tsx';
import { formatAtLeast, formatCount, formatMoney, formatRatio, UNKNOWN } from './format.ts';
import { IDLE_BELOW_RATIO, IDLE_HOURS, type Idleness, type JudgedResource, LEAST_MEASURED_RATIO } from './idle.ts';
import { ResourceLink } from './resource-link.tsx';
import { formatResourceRate } from './resource-rate.ts';

interface WasteProps {
  readonly idleness: Idleness;
  readonly findings: readonly FindingRecord[];
}

/** What is paid for and not used, as far as anybody measured it. */
export function WasteSection({ idleness, findings }: WasteProps) {
  const { idle, used, tooLittle, unmeasured, sums } = idleness;
  if (idle.length + used.length + tooLittle.length + unmeasured.length + findings.length === 0) return null;
  return (
    <section id="waste">
      <h2>Waste</h2>
      <p class="hint">
        Idle: below {formatRatio(IDLE_BELOW_RATIO)} of processor and GPU over the last {IDLE_HOURS} full hours, with{' '}
        {formatRatio(LEAST_MEASURED_RATIO)} of them measured.
      </p>
      {idle.length === 0 ? (
        <p class="verdict">
          {used.length === 0 ? 'Nothing can be said of idleness yet.' : `Nothing idles: ${formatCount(used.length, 'resource')} measured.`}
        </p>
      ) : (
        <>
          {sums.map(({ currency, perHour, perMonth }) => (
            <p class="verdict">
              {formatMoney(perHour, currency)} an hour idles: {formatMoney(perMonth, currency)} a month, if it idles on.
            </p>
          ))}
          <IdleTable idle={idle} />
        </>
      )}
      <ul class="notes">
        <Unjudged what="Use not measured" resources={unmeasured} why="nothing can be said of them" />
        <Unjudged what="Measured for too short" resources={tooLittle} why="they are judged once there is enough" />
        {findings.map((record) => (
          <Finding {...record} />
        ))}
      </ul>
    </section>
  );
}

function IdleTable({ idle }: { readonly idle: readonly JudgedResource[] }) {
  return (
    <table class="thirds">
      <thead>
        <tr>
          <th scope="col">Idle resource</th>
          <th scope="col" class="share">
            Used
          </th>
          <th scope="col" class="number">
            Rate now
          </th>
          <th scope="col" class="number">
            In {IDLE_HOURS} h
          </th>
        </tr>
      </thead>
      <tbody>
        {idle.map(({ of, rate, busiestRatio }) => (
          <tr data-key={of.resourceId}>
            <th scope="row">
              <ResourceLink id={of.resourceId} name={of.resource?.name} />
            </th>
            <td class="share" data-label="Used">
              <Bar ratio={busiestRatio} />
              <span>{formatRatio(busiestRatio)}</span>
            </td>
            <td class="number" data-label="Rate now">
              {formatResourceRate(rate)}
            </td>
            <td class="number" data-label={`In ${IDLE_HOURS} h`}>
              {of.costs.length === 0 ? UNKNOWN : of.costs.map(formatAtLeast).join(', ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Unjudged({ what, resources, why }: { readonly what: string; readonly resources: readonly JudgedResource[]; readonly why: string }) {
  if (resources.length === 0) return null;
  return (
    <li>
      <strong>{what}</strong>: {formatCount(resources.length, 'resource')} ({listKinds(resources)}); {why}.
    </li>
  );
}

function Finding({ finding, resourceName }: FindingRecord) {
  const { rule, resource_id: id, usd_per_hour_at_stake: atStake, evidence } = finding;
  const title = rule.replaceAll('-', ' ');
  const facts = Object.entries(evidence).map(([name, value]) => `${name.replaceAll('_', ' ')} ${value ?? 'none'}`);
  return (
    <li data-key={`${rule} ${id}`}>
      <strong>{title.charAt(0).toUpperCase() + title.slice(1)}</strong>: <ResourceLink id={id} name={resourceName} />
      {atStake === null ? '' : `, ${formatMoney(atStake, 'USD')} an hour at stake`}
      <small class="where">{facts.join(' · ')}</small>
    </li>
  );
}

/** `4 disks, 1 gateway`. */
function listKinds(resources: readonly JudgedResource[]): string {
  const counts = new Map<string, number>();
  for (const { of } of resources) {
    const kind = of.resource?.kind ?? 'undescribed';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => formatCount(count, kind, PLURALS[kind])).join(', ');
}

const PLURALS: Readonly<Record<string, string>> = { address: 'addresses', undescribed: 'undescribed' };
