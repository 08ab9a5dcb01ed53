import { Text } from './text.tsx';
import type { Unknown } from './unknowns.ts';

/** What the figures leave out, why, and what to do. */
export function UnknownsList({ unknowns }: { readonly unknowns: readonly Unknown[] }) {
  return (
    <section id="unknown">
      <h2>Not known, and what to do</h2>
      {unknowns.length === 0 ? <p class="hint">Nothing: every second that was metered has a price and a proof.</p> : null}
      <ul class="notes">
        {unknowns.map(({ what, why, todo }) => (
          <li>
            <strong>{what}</strong>: {why}.{' '}
            <span class="todo">
              <Text>{todo}</Text>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
