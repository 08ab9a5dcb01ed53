/** Start of the calendar month (UTC) that holds the instant; epoch ms. */
export function monthOf(atMs: number): number {
  const at = new Date(atMs);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
}
