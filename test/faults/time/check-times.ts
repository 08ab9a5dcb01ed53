/** Names of fields that say how long something took. */
const DURATION = /^(seconds|shortest_life_s|step_s|unit_s)$/;
const ENDS: Readonly<Record<string, string>> = { from: 'to', start: 'end' };

/**
 * Every stretch of time in a body that ends before it begins, and every duration below 0, by its path. Empty: none.
 * @param body a posted batch, parsed
 */
export function negativeTimes(body: unknown, path = ''): string[] {
  if (Array.isArray(body)) return isSpan(body) ? spanFault(body, path) : body.flatMap((entry, no) => negativeTimes(entry, `${path}[${no}]`));
  if (typeof body !== 'object' || body === null) return [];
  const fields = body as Readonly<Record<string, unknown>>;
  const faults: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const end = ENDS[name];
    if (end !== undefined && Number(fields[end]) < Number(value)) faults.push(`${path}.${name} ${value} is after .${end} ${fields[end]}`);
    if (DURATION.test(name) && typeof value === 'number' && value < 0) faults.push(`${path}.${name} is ${value}`);
    faults.push(...negativeTimes(value, `${path}.${name}`));
  }
  return faults;
}

/** As in `unknown`: from and to. */
function isSpan(list: readonly unknown[]): list is [number, number] {
  return list.length === 2 && list.every((entry) => typeof entry === 'number');
}

function spanFault([from, to]: readonly [number, number], path: string): string[] {
  return to < from ? [`${path} ends at ${to} and begins at ${from}`] : [];
}
