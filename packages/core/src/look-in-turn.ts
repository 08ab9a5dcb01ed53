import { toProblem } from './cycle.ts';
import { isAbort } from './errors.ts';
import type { Resource } from './model.ts';
import type { Collection, LookNeeds, Provider } from './provider.ts';

/** Collects what was listed. */
export type Collect = (resources: readonly Resource[], needs: LookNeeds) => AsyncIterable<Collection>;

/**
 * A look that first lists everything and then collects of whatever could be listed; it holds the resources in between.
 * @param collect nothing unless said
 */
export function lookInTurn(discover: Provider['discover'], collect: Collect = collectNothing): Provider['look'] {
  return async function* look(needs) {
    const resources: Resource[] = [];
    try {
      for await (const item of discover(needs.signal)) {
        if (item.type === 'resource') resources.push(item.resource);
        yield [item];
      }
    } catch (error) {
      if (isAbort(error) || needs.signal.aborted) throw error;
      yield [{ type: 'problem', problem: toProblem('discover', error) }];
    }
    for await (const item of collect(resources, needs)) yield [item];
  };
}

async function* collectNothing(): AsyncGenerator<Collection> {}
