import type { CycleRecord } from '@openfinops/core';
import { formatCount } from './format.ts';

type Scope = CycleRecord['scopes'][number];

/** A large estate has hundreds; those that are not whole all stand here. */
const MOST_WHOLE = 50;

/** Which accounts, regions and services were read in the last cycle, those that could not be first. */
export function ScopesTable({ cycles }: { readonly cycles: readonly CycleRecord[] }) {
  const scopes = cycles.flatMap((cycle) => cycle.scopes);
  if (scopes.length === 0) return null;
  const broken = scopes.filter(({ complete }) => !complete);
  const whole = scopes.filter(({ complete }) => complete);
  const left = whole.length - MOST_WHOLE;
  return (
    <section id="scopes">
      <h2>Scopes</h2>
      <p class="hint">
        What was looked at in the last cycle of each agent. What could not be read is neither charged nor taken for gone until it is seen again.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Scope</th>
            <th scope="col">Read</th>
            <th scope="col" class="number">
              Resources
            </th>
            <th scope="col" class="number">
              Calls
            </th>
            <th scope="col" class="number">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {[...broken, ...whole.slice(0, MOST_WHOLE)].map((scope) => (
            <ScopeRow scope={scope} />
          ))}
        </tbody>
      </table>
      {left > 0 ? <p class="hint">And {formatCount(left, 'scope')} more, all whole.</p> : null}
    </section>
  );
}

function ScopeRow({ scope: { scope, complete, problem, resources, calls, seconds } }: { readonly scope: Scope }) {
  return (
    <tr data-key={scope}>
      <th scope="row">
        <span class="name">{scope}</span>
        {problem === null ? null : <small class="open">{problem}</small>}
      </th>
      <td data-label="Read">
        <span class={`health ${complete ? 'healthy' : 'warning'}`}>{complete ? 'whole' : 'in part'}</span>
      </td>
      <td class="number" data-label="Resources">
        {resources}
      </td>
      <td class="number" data-label="Calls">
        {calls}
      </td>
      <td class="number" data-label="Took">
        {seconds.toFixed(1)} s
      </td>
    </tr>
  );
}
