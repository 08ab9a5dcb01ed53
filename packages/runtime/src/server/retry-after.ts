/**
 * How long a server asks to be left alone, in ms; undefined: it does not say, or says nothing that can be read.
 * A date is compared with the reply's own `date`, so that a wrong clock on either side does no harm.
 * @param headers lower-cased names
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value) * 1000;
  const atMs = parseHttpDate(value);
  if (atMs === undefined) return undefined;
  return Math.max(0, atMs - (parseHttpDate(headers.date) ?? nowMs));
}

/** `Sun, 21 Nov 2026 06:00:00 GMT` and the older forms of HTTP; they all name a weekday first, which keeps `-5` from being a year. */
function parseHttpDate(value: string | undefined): number | undefined {
  if (value === undefined || !/^[A-Z][a-z]{2,8},? /.test(value)) return undefined;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : atMs;
}
