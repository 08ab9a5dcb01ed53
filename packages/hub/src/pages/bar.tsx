const WIDTH = 100;

/** A ratio as a bar, nothing at all where none is known; the figure stands beside it, so that nobody needs to see the bar. */
export function Bar({ ratio }: { readonly ratio: number | null }) {
  if (ratio === null) return <span class="bar" />;
  const width = Math.min(Math.max(ratio, 0), 1) * WIDTH;
  return (
    <svg class="bar" viewBox={`0 0 ${WIDTH} 6`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width={WIDTH} height="6" rx="3" />
      <rect class="fill" width={width.toFixed(1)} height="6" rx="3" />
    </svg>
  );
}
