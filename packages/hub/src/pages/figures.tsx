import type { PropsWithChildren } from 'hono/jsx';
import { healthOf } from '../server/context.ts';
import type { CostSum } from './cost-sums.ts';
import { formatCount, formatKnownCost, formatMoney, formatTime, UNKNOWN } from './format.ts';
import type { OverviewData } from './overview-data.ts';
import { HOURS_A_MONTH, type RateSum } from './rate-sums.ts';

/** The figures that a manager looks for. */
export function Figures({ data }: { readonly data: OverviewData }) {
  const { nowMs, rates, hour, month, agents, monthStartMs } = data;
  const healthy = agents.filter(({ heartbeatMs }) => healthOf(heartbeatMs, nowMs) === 'healthy').length;
  const hourName = formatTime(data.hourStartMs).slice(11);
  return (
    <section class="figures" aria-label="In short">
      <Figure title="Rate now" note={rates.map(noteOfRate).join('; ') || 'nothing was seen in the last two hours'}>
        <RatesNow rates={rates} />
      </Figure>
      <Figure title="Projected month" note={rates.map(ruleOfProjection).join('; ') || 'nothing to project from'}>
        <ProjectedMonth rates={rates} />
      </Figure>
      <Figure title="Charged this month" note={`${monthName(monthStartMs)} so far; ${noteOfMonth(month)}`}>
        <Amounts sums={month} />
      </Figure>
      <Figure title="This hour" note={`since ${hourName}, as far as reported`}>
        <Amounts sums={hour} />
      </Figure>
      <Figure title="Agents" note={healthy === agents.length ? 'all healthy' : 'see below who is silent'}>
        <strong>
          {healthy}
          <small> of {agents.length} healthy</small>
        </strong>
      </Figure>
    </section>
  );
}

function Figure({ title, note, children }: PropsWithChildren<{ readonly title: string; readonly note: string }>) {
  return (
    <div class="figure">
      <h2>{title}</h2>
      {children}
      <p>{note}</p>
    </div>
  );
}

function RatesNow({ rates }: Pick<OverviewData, 'rates'>) {
  if (rates.length === 0) return <strong>{UNKNOWN}</strong>;
  return (
    <>
      {rates.map((rate) => (
        <strong>
          {formatMoney(hasPrice(rate) ? rate.perHour : null, rate.currency)}
          <small> / hour</small>
        </strong>
      ))}
    </>
  );
}

function ProjectedMonth({ rates }: Pick<OverviewData, 'rates'>) {
  if (rates.length === 0) return <strong>{UNKNOWN}</strong>;
  return (
    <>
      {rates.map((rate) => (
        <strong>{formatMoney(hasPrice(rate) ? rate.perMonth : null, rate.currency)}</strong>
      ))}
    </>
  );
}

function Amounts({ sums }: { readonly sums: readonly CostSum[] }) {
  if (sums.length === 0) return <strong>{UNKNOWN}</strong>;
  return (
    <>
      {sums.map((sum) => (
        <strong>{formatKnownCost(sum)}</strong>
      ))}
    </>
  );
}

function noteOfRate({ resources, unpricedResources }: RateSum): string {
  const unpriced = unpricedResources === 0 ? '' : `, ${unpricedResources} without a price`;
  return `${formatCount(resources, 'resource')}${unpriced}`;
}

function ruleOfProjection(rate: RateSum): string {
  if (!hasPrice(rate)) return 'nothing that runs has a price';
  const more = rate.unpricedResources === 0 ? '' : '; what has no price comes on top';
  return `${formatMoney(rate.perHour, rate.currency)} an hour × ${HOURS_A_MONTH} h, if all runs on as now${more}`;
}

function hasPrice({ resources, unpricedResources }: RateSum): boolean {
  return resources > unpricedResources;
}

function noteOfMonth(month: readonly CostSum[]): string {
  const open = month.some(({ unpricedCharges, uncertainMs }) => unpricedCharges > 0 || uncertainMs > 0);
  if (month.length === 0) return 'nothing was charged yet';
  return open ? 'some of it is not known, see below' : 'nothing is left out';
}

function monthName(monthStartMs: number): string {
  return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(monthStartMs);
}
