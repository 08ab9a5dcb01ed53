/**
 * Lines of a table that the kernel writes, split at white space. undefined: empty, or cut off in the middle (the kernel ends every line), so that
 * a part is never taken for the whole.
 */
export function parseTable(text: string): string[][] | undefined {
  if (!text.endsWith('\n') || text.trim() === '') return undefined;
  const rows: string[][] = [];
  for (const line of text.split('\n')) {
    if (line.trim() !== '') rows.push(line.trim().split(/\s+/));
  }
  return rows;
}

/** A counter or a size: digits only. undefined: anything else. */
export function parseCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : undefined;
}

/** Counters of several fields; undefined as soon as one of them is none. */
export function parseCounts(texts: readonly string[]): number[] | undefined {
  const counts: number[] = [];
  for (const text of texts) {
    const count = parseCount(text);
    if (count === undefined) return undefined;
    counts.push(count);
  }
  return counts;
}

/** A one-line value of sysfs or etc; undefined when it is empty, longer than `maxLength` or has control characters. */
export function parseWord(text: string, maxLength = 128): string | undefined {
  const word = text.trim();
  if (word === '' || word.length > maxLength || /\p{Cc}/u.test(word)) return undefined;
  return word;
}
