import { createHash } from 'node:crypto';

/** Where in the interval an agent's cycles lie: always the same for one agent, spread evenly over a fleet. 0 <= phase < interval. */
export function phaseMs(agentId: string, intervalMs: number): number {
  const hash = createHash('sha256').update(agentId).digest();
  return hash.readUIntBE(0, 6) % intervalMs;
}

/** Ms from now to the next instant that lies at the phase, at least half an interval away. */
export function firstTickMs(nowMs: number, phase: number, intervalMs: number): number {
  const earliestMs = nowMs + intervalMs / 2;
  const sinceTickMs = (((earliestMs - phase) % intervalMs) + intervalMs) % intervalMs;
  return earliestMs - nowMs + (sinceTickMs === 0 ? 0 : intervalMs - sinceTickMs);
}
