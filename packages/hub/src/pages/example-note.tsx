import type { PricedResource } from './overview-data.ts';
import { isExample } from './price-words.ts';

/** Made-up prices must not be taken for a bill. */
export function ExampleNote({ resources }: { readonly resources: readonly PricedResource[] }) {
  const examples = resources.filter(({ prices }) => prices.some(isExample));
  if (examples.length === 0) return null;
  const names = examples.map(({ resource, resourceId }) => resource?.name || resourceId);
  return (
    <section id="example" class="warning-note">
      <strong>Made-up prices.</strong> {listNames(names)} {names.length === 1 ? 'is' : 'are'} priced from the example rate card, so these amounts are
      nobody’s. Put your own card into the agent’s configuration: <code>openfinops-agent config init &gt; openfinops.yaml</code>
    </section>
  );
}

const MAX_NAMES = 3;

function listNames(names: readonly string[]): string {
  if (names.length <= MAX_NAMES) return names.join(', ');
  return `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more`;
}
