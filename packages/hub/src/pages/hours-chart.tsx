import { compareDecimals, toDecimal } from '@openfinops/core';
import { ticksUpTo } from './chart-scale.ts';
import { formatKnownCost, formatMoney, formatTime, UNKNOWN } from './format.ts';
import type { HourSum, HoursOfCurrency } from './hour-sums.ts';

/** In pixels; widths are shares of the page, so that letters keep their size on every screen and on paper. */
const HEIGHT = 176;
const BASE_Y = 152;
const TOP_Y = 8;
const BAR_SHARE = 0.7;
const LABEL_EVERY_HOURS = 6;

/** What each hour cost, drawn here: it prints and needs no script. Readers who do not see it get the same figures as a table. */
export function HoursChart({ day: { currency, hours } }: { readonly day: HoursOfCurrency }) {
  const ticks = ticksUpTo(Math.max(...hours.map(heightOf)));
  const scale = (value: number): number => BASE_Y - (value / (ticks.at(-1) ?? 1)) * (BASE_Y - TOP_Y);
  return (
    <section>
      <h2>Cost by hour</h2>
      <p class="hint">{describe(currency, hours)}</p>
      <svg class="chart" height={HEIGHT} aria-hidden="true">
        {ticks.map((tick) => (
          <Tick y={scale(tick)} label={formatMoney(toDecimal(tick), currency).replace(/\.00$/, '')} />
        ))}
        <line class="axis" x1="0" x2="100%" y1={BASE_Y} y2={BASE_Y} />
        {hours.map((hour, index) => (
          <HourBar hour={hour} y={scale(heightOf(hour))} index={index} count={hours.length} />
        ))}
      </svg>
      <table class="unseen">
        <caption>Cost by hour, {currency}</caption>
        <thead>
          <tr>
            <th scope="col">Hour from</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr>
              <th scope="row">{formatTime(hour.startMs)}</th>
              <td>{costOf(hour)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Tick({ y, label }: { readonly y: number; readonly label: string }) {
  return (
    <>
      <line class="grid" x1="0" x2="100%" y1={y.toFixed(1)} y2={y.toFixed(1)} />
      <text x="-8" y={(y + 4).toFixed(1)} text-anchor="end">
        {label}
      </text>
    </>
  );
}

interface HourBarProps {
  readonly hour: HourSum;
  readonly y: number;
  readonly index: number;
  readonly count: number;
}

function HourBar({ hour, y, index, count }: HourBarProps) {
  const slot = 100 / count;
  const name = formatTime(hour.startMs).slice(11, 16);
  const isOpen = index === count - 1;
  return (
    <>
      {hour.sum === null ? null : (
        <rect
          class={isOpen ? 'fill still-open' : 'fill'}
          x={`${((index + (1 - BAR_SHARE) / 2) * slot).toFixed(3)}%`}
          width={`${(BAR_SHARE * slot).toFixed(3)}%`}
          y={y.toFixed(1)}
          height={(BASE_Y - y).toFixed(1)}
          rx="2"
        >
          <title>{`${name}: ${costOf(hour)}${isOpen ? ' so far' : ''}`}</title>
        </rect>
      )}
      {new Date(hour.startMs).getUTCHours() % LABEL_EVERY_HOURS === 0 ? (
        <text x={`${((index + 0.5) * slot).toFixed(3)}%`} y={HEIGHT - 6} text-anchor="middle">
          {name}
        </text>
      ) : null}
    </>
  );
}

/** For the height of the bar alone. */
function heightOf({ sum }: HourSum): number {
  return Number(sum?.knownCost ?? 0);
}

function costOf({ sum }: HourSum): string {
  return sum === null ? UNKNOWN : formatKnownCost(sum);
}

function describe(currency: string, hours: readonly HourSum[]): string {
  const charged = hours.filter(({ sum }) => sum !== null);
  const dearest = [...charged].sort((a, b) => compareDecimals(b.sum?.knownCost ?? '0', a.sum?.knownCost ?? '0'))[0];
  if (dearest === undefined) return `Nothing was charged in ${currency} in these hours.`;
  const silent = charged.length === hours.length ? '' : ` ${hours.length - charged.length} hours without a charge are left blank.`;
  return `The last ${hours.length} clock hours, the last one still open; the dearest was ${formatTime(dearest.startMs)} with ${costOf(dearest)}.${silent}`;
}
