export const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type DayName = (typeof DAY_NAMES)[number];

const DAY_MINUTES = 1440;
export const WEEK_MINUTES = 7 * DAY_MINUTES;

/** Half-open stretch of the week, in minutes since Monday 00:00. */
export interface WeekSpan {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Where a period lies in the week. One that ends not later than it begins ends on the next day; Sunday's then goes on on Monday. */
export function weekSpansOf(period: { readonly days: readonly DayName[]; readonly from: string; readonly to: string }): WeekSpan[] {
  const from = minuteOfDay(period.from);
  const to = minuteOfDay(period.to);
  const lengthMinutes = to > from ? to - from : to + DAY_MINUTES - from;
  const spans: WeekSpan[] = [];
  for (const day of new Set(period.days)) {
    const fromMinute = DAY_NAMES.indexOf(day) * DAY_MINUTES + from;
    const toMinute = fromMinute + lengthMinutes;
    spans.push({ fromMinute, toMinute: Math.min(toMinute, WEEK_MINUTES) });
    if (toMinute > WEEK_MINUTES) spans.push({ fromMinute: 0, toMinute: toMinute - WEEK_MINUTES });
  }
  return spans;
}

function minuteOfDay(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
