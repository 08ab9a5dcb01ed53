import type { Measurement } from './figures.ts';
import { type HerdRun, runHerd } from './herd/herd.ts';
import { NAIVE_POLICIES, type NaivePolicy, startNaiveAgent } from './herd/naive-agent.ts';
import { startRealAgent } from './herd/real-agent.ts';

/** A thousand agents after an outage: the product's own code on one fake clock, beside three ways in which others wait. */
export async function benchHerd(): Promise<Measurement[]> {
  const ours = await runHerd(startRealAgent);
  say('ours', ours);
  const others = new Map<string, HerdRun>();
  for (const [key, policy] of Object.entries(NAIVE_POLICIES)) {
    const run = await runHerd((no, world) => startNaiveAgent(no, world, policy as NaivePolicy));
    others.set(key, run);
    say(policy.name, run);
  }
  return [
    { figure: 'herd.peak', samples: [ours.peakPerSecond] },
    { figure: 'herd.refusals', samples: [ours.refusalsPerAgentHour] },
    { figure: 'herd.backlog-gone', samples: [ours.backlogGoneS] },
    ...[...others].map(([key, { peakPerSecond }]) => ({ figure: `herd.peak-${key}`, samples: [ours.peakPerSecond], baseline: [peakPerSecond] })),
    ...[...others].map(([key, run]) => ({
      figure: `herd.refusals-${key}`,
      samples: [ours.refusalsPerAgentHour],
      baseline: [run.refusalsPerAgentHour],
    })),
  ];
}

/** For a reader; figures are in the table. */
function say(name: string, { peakPerSecond, refusalsPerAgentHour, backlogGoneS }: HerdRun): void {
  const gone = Number.isFinite(backlogGoneS) ? `backlog gone after ${backlogGoneS} s` : 'backlog not gone within the hour';
  console.error(`herd: ${name}: peak ${peakPerSecond} requests/s, ${refusalsPerAgentHour.toFixed(2)} refusals per agent-hour, ${gone}`);
}
