import type { CycleRecord } from '@openfinops/core';
import { Text } from './text.tsx';

/** What the agents could not do in their last cycle. */
export function ProblemsList({ cycles }: { readonly cycles: readonly CycleRecord[] }) {
  const problems = cycles.flatMap(({ agentId, problems: its }) => its.map((problem) => ({ agentId, ...problem })));
  if (problems.length === 0) return null;
  return (
    <section id="problems">
      <h2>Problems</h2>
      <ul class="notes">
        {problems.map(({ agentId, code, scope, message, hint }) => (
          <li>
            <strong>
              <Text>{message}</Text>
            </strong>{' '}
            {hint === undefined ? null : (
              <span class="todo">
                <Text>{hint}</Text>
              </span>
            )}
            <small class="where">
              {code} · {scope ?? agentId}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
