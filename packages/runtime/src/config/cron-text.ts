interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const SECOND: Field = { name: 'second', from: 0, to: 59, words: [] };
const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59, words: [] },
  { name: 'hour', from: 0, to: 23, words: [] },
  { name: 'day of the month', from: 1, to: 31, words: [] },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  { name: 'day of the week', from: 0, to: 7, words: DAYS },
];

/** What is wrong with a cron expression of five fields (or six, seconds first); undefined: nothing. */
export function cronProblem(text: string): string | undefined {
  const parts = text.trim().split(/\s+/);
  const fields = parts.length === 6 ? [SECOND, ...FIELDS] : FIELDS;
  if (parts.length !== fields.length) return 'must have five fields: minute, hour, day of the month, month, day of the week';
  for (const [index, field] of fields.entries()) {
    if (!isField(parts[index] ?? '', field)) return `has the ${field.name} "${parts[index]}", which is not within ${field.from}..${field.to}`;
  }
  return undefined;
}

/** `*`, `5`, `1-5`, `mon-fri`, lists of these, each with a step. */
function isField(text: string, field: Field): boolean {
  return text.split(',').every((entry) => {
    const [range = '', step, ...rest] = entry.split('/');
    if (rest.length > 0 || (step !== undefined && !/^[1-9]\d?$/.test(step))) return false;
    if (range === '*') return true;
    const [from = '', to = from, ...more] = range.split('-');
    const low = numberOf(from, field);
    const high = numberOf(to, field);
    return more.length === 0 && low !== undefined && high !== undefined && low <= high;
  });
}

function numberOf(text: string, { from, to, words }: Field): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  if (word >= 0) return word + from;
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= from && value <= to ? value : undefined;
}
