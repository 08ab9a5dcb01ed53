import type { PropsWithChildren } from 'hono/jsx';
import { formatAtLeast, formatCount, formatMoney, formatRatio, formatTime, UNKNOWN } from './format.ts';
import { IDLE_HOURS, type IdleSum, LEAST_MEASURED_RATIO } from './idle.ts';
import type { OverviewData } from './overview-data.ts';
import { atLeast, HOURS_A_MONTH, hasPrice, type RateSum } from './rate-sums.ts';
import type { Unknown } from './unknowns.ts';

/** The figures that a manager looks for: what it costs, what is wasted, what is not known. */
export function Figures({ data, unknowns }: { readonly data: OverviewData; readonly unknowns: readonly Unknown[] }) {
  const { rates, hour, month, monthStartMs, idleness } = data;
  const hourName = formatTime(data.hourStartMs).slice(11);
  return (
    <section class="figures" aria-label="In short">
      <Figure
        title="Rate now"
        amounts={rates.map(writeRate)}
        unit="/ hour"
        note={rates.map(noteOfRate).join('; ') || 'nothing was seen in two hours'}
      />
      <Figure title="This hour" amounts={hour.map(formatAtLeast)} note={`since ${hourName}, as far as reported`} />
      <Figure title="Charged this month" amounts={month.map(formatAtLeast)} note={noteOfMonth(data, monthName(monthStartMs))} />
      <Figure
        title="Projected month"
        amounts={rates.map(writeProjection)}
        note={rates.map(ruleOfProjection).join('; ') || 'nothing to project from'}
      />
      <Figure
        title="Idle"
        amounts={idleness.sums.map(writeIdle)}
        unit="/ hour"
        note={noteOfIdle(data)}
        kind={idleness.idle.length > 0 ? 'wasted' : undefined}
      >
        {idleness.idle.length > 0 ? <a href="#waste">What idles</a> : null}
      </Figure>
      <Figure title="Not known" amounts={[String(unknowns.length)]} unit={unknowns.length === 1 ? 'point' : 'points'} note={noteOfUnknowns(unknowns)}>
        {unknowns.length > 0 ? <a href="#unknown">What to do</a> : null}
      </Figure>
    </section>
  );
}

interface FigureProps {
  readonly title: string;
  /** One of each currency; none: not known. */
  readonly amounts: readonly string[];
  readonly unit?: string;
  readonly note: string;
  readonly kind?: 'wasted' | undefined;
}

function Figure({ title, amounts, unit, note, kind, children }: PropsWithChildren<FigureProps>) {
  return (
    <div class={kind === undefined ? 'figure' : `figure ${kind}`}>
      <h2>{title}</h2>
      {(amounts.length === 0 ? [UNKNOWN] : amounts).map((amount) => (
        <strong>
          {amount}
          {unit === undefined || amount === UNKNOWN ? null : <small> {unit}</small>}
        </strong>
      ))}
      <p>
        {note} {children}
      </p>
    </div>
  );
}

function writeRate(rate: RateSum): string {
  return hasPrice(rate) ? `${atLeast(rate)}${formatMoney(rate.perHour, rate.currency)}` : UNKNOWN;
}

function writeProjection(rate: RateSum): string {
  return hasPrice(rate) ? `${atLeast(rate)}${formatMoney(rate.perMonth, rate.currency)}` : UNKNOWN;
}

function writeIdle({ perHour, currency, unpricedResources }: IdleSum): string {
  return `${unpricedResources > 0 ? '≥ ' : ''}${formatMoney(perHour, currency)}`;
}

function noteOfRate({ resources, unpricedResources }: RateSum): string {
  const unpriced = unpricedResources === 0 ? '' : `, ${unpricedResources} without a price`;
  return `${formatCount(resources, 'resource')}${unpriced}`;
}

function ruleOfProjection(rate: RateSum): string {
  if (!hasPrice(rate)) return 'nothing that runs has a price';
  return `${formatMoney(rate.perHour, rate.currency)} an hour × ${HOURS_A_MONTH} h, if all runs on as now`;
}

function noteOfMonth({ month }: OverviewData, name: string): string {
  if (month.length === 0) return `${name}: nothing was charged yet`;
  const isOpen = month.some(({ unpricedCharges, uncertainMs }) => unpricedCharges > 0 || uncertainMs > 0);
  return `${name} so far; ${isOpen ? 'some of it is not known' : 'nothing is left out'}`;
}

function noteOfIdle({ idleness: { idle, used }, rates }: OverviewData): string {
  if (idle.length + used.length === 0)
    return `too little is measured yet: it takes ${formatRatio(LEAST_MEASURED_RATIO)} of ${IDLE_HOURS} full hours.`;
  const measured = `of ${formatCount(idle.length + used.length, 'measured resource')}, ${idle.length} ${idle.length === 1 ? 'idles' : 'idle'}.`;
  const [rate, ...others] = rates;
  const share = rate === undefined || others.length > 0 || idle.length === 0 ? null : shareOf(idle, rate);
  return share === null ? measured : `${share} of the rate; ${measured}`;
}

function shareOf(idle: OverviewData['idleness']['idle'], total: RateSum): string | null {
  let perHour = 0;
  for (const { rate } of idle) perHour += rate?.currency === total.currency ? Number(rate.perHour) : 0;
  return Number(total.perHour) > 0 ? formatRatio(perHour / Number(total.perHour)) : null;
}

function noteOfUnknowns(unknowns: readonly Unknown[]): string {
  return unknowns.length === 0 ? 'every metered second has a price and a proof.' : 'that these figures leave open.';
}

function monthName(monthStartMs: number): string {
  return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(monthStartMs);
}
