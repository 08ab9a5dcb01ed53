import { toAwsProblem } from '../clients/aws-errors.ts';
import { type AgentMetric, findAgentMemory } from './agent-memory.ts';
import type { AskWorld } from './ask-metric-data.ts';
import type { FailureBook } from './failure-book.ts';
import type { ScopeWork } from './scope-work.ts';

/** Which machines run the CloudWatch agent: found out once a region and round, when the first of them wants to know. */
export interface AgentBook {
  /** Their memory metrics by instance id; where they could not be found, there are none, and memory of the scope is missed. */
  of(work: ScopeWork): Promise<ReadonlyMap<string, AgentMetric>>;
}

const NONE: ReadonlyMap<string, AgentMetric> = new Map();

export function createAgentBook(world: AskWorld, failures: FailureBook): AgentBook {
  const found = new Map<string, Promise<ReadonlyMap<string, AgentMetric> | null>>();
  const find = async ({ region, scope }: ScopeWork): Promise<ReadonlyMap<string, AgentMetric> | null> => {
    try {
      return await findAgentMemory(region, world);
    } catch (error) {
      world.signal.throwIfAborted();
      failures.addError(toAwsProblem(error, 'collect', scope, `cloudwatch:ListMetrics in ${region}`));
      return null;
    }
  };
  return {
    async of(work) {
      const finding = found.get(work.region) ?? find(work);
      found.set(work.region, finding);
      const agents = await finding;
      if (agents === null) work.missed.add('memory');
      return agents ?? NONE;
    },
  };
}
