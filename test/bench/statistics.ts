/** null for no samples, as everything here. */
export function median(samples: readonly number[]): number | null {
  const sorted = [...samples].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** Nearest rank. */
export function percentile(samples: readonly number[], rank: number): number | null {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)] ?? null;
}

export function max(samples: readonly number[]): number | null {
  return percentile(samples, 1);
}

/** `e` in cost ~ size^e between two sizes: 1 is linear. */
export function growthExponent(from: { readonly size: number; readonly cost: number }, to: { readonly size: number; readonly cost: number }): number {
  return Math.log(to.cost / from.cost) / Math.log(to.size / from.size);
}
