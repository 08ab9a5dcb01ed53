import { makePrices } from './catalog.ts';
import { FAMILIES, HOUR_MS, MINUTE_MS, rulesFor, type Traits } from './families.ts';
import { makeLives } from './lives.ts';
import { disturb, NO_TROUBLE, sightAll } from './looks.ts';
import { createRng, type Rng } from './random.ts';
import { CALM_END_MS, makeSchedule } from './schedule.ts';
import type { Family, Observation, Span, Step, World } from './types.ts';

const FIRST_HOUR_MS = Date.UTC(2026, 10, 20);

/** True lives and what agents see of them; the same for the same family and seed. */
export function makeWorld(family: Family, seed: number): World {
  const traits = FAMILIES[family];
  const rng = createRng(family, seed, 'world');
  const window = pickWindow(rng, traits);
  const rulesOf = rulesFor(traits, rng.pick([0, MINUTE_MS, MINUTE_MS]));
  const lives = makeLives({ rng: createRng(family, seed, 'lives'), traits, rulesOf, window });
  const calmFromMs = window.toMs - CALM_END_MS;
  const scope = 'aws/123456789012/us-west-2/ec2';

  const looks = traits.agents.flatMap((agentId) => {
    const own = createRng(family, seed, 'agent', agentId);
    const times = makeSchedule(own, traits, lives, window);
    return handOver(own, agentId, traits.agents.length > 1, times, calmFromMs).map((atMs): LookStep => {
      const partial = traits.troubled && atMs < calmFromMs && own.chance(0.08);
      const trouble = traits.troubled && atMs < calmFromMs ? { partial, unknownShare: 0.02 } : NO_TROUBLE;
      const sightings = disturb(sightAll(lives, rulesOf, atMs), trouble, own);
      return { agentId, type: 'look', observation: { scope, atMs, complete: !partial, sightings } };
    });
  });
  looks.sort((one, other) => one.observation.atMs - other.observation.atMs);

  const script = writeScript(createRng(family, seed, 'script'), traits, looks, calmFromMs);
  const prices = makePrices(createRng(family, seed, 'prices'), traits.pricesChange, window);
  return { family, seed, scope, rulesOf, lives, prices, script, deliverySeed: `${family}/${seed}/delivery`, endMs: window.toMs };
}

interface LookStep {
  readonly agentId: string;
  readonly type: 'look';
  readonly observation: Observation;
}

function pickWindow(rng: Rng, traits: Traits): Span {
  const endMs = FIRST_HOUR_MS + (traits.hours.max + rng.int(0, 30)) * HOUR_MS;
  return { fromMs: endMs - rng.int(traits.hours.min, traits.hours.max) * HOUR_MS - rng.int(1, HOUR_MS), toMs: endMs };
}

/** Of two agents the first may leave for good, the second may come late. */
function handOver(rng: Rng, agentId: string, leaves: boolean, times: readonly number[], calmFromMs: number): readonly number[] {
  const whenMs = rng.int(times[0] ?? calmFromMs, calmFromMs);
  if (agentId === 'b') return rng.chance(0.4) ? times.filter((atMs) => atMs >= whenMs) : times;
  return leaves && rng.chance(0.4) ? times.filter((atMs) => atMs < whenMs) : times;
}

/** The looks in order, with what befalls the ledgers and with looks that come twice or after a newer one. */
function writeScript(rng: Rng, traits: Traits, looks: readonly LookStep[], calmFromMs: number): Step[] {
  const troubled = looks.filter((look) => look.observation.atMs < calmFromMs).length;
  const blows = new Set(Array.from({ length: rng.int(1, 4) }, () => rng.int(0, Math.max(0, troubled - 1))));
  const script: Step[] = [];
  const arriving = traits.troubled ? overtake(rng, looks, troubled) : looks;
  for (const [index, look] of arriving.entries()) {
    if (traits.memory === 'none') script.push({ agentId: look.agentId, type: 'lose-ledger' });
    script.push(look);
    if (!traits.troubled || index >= troubled) continue;
    const late = arriving[index - rng.int(0, 3)];
    if (late && traits.memory !== 'none' && rng.chance(0.03)) script.push(late);
    if (!blows.has(index)) continue;
    if (traits.memory === 'lost') script.push({ agentId: look.agentId, type: 'lose-ledger' });
    if (traits.memory === 'restored') script.push({ agentId: look.agentId, type: 'restore-ledger', toLook: pickLook(rng, script) });
  }
  return script;
}

/** Now and then a look is done only after the next one. */
function overtake(rng: Rng, looks: readonly LookStep[], troubled: number): LookStep[] {
  const arriving = [...looks];
  for (let index = 1; index < troubled; index += 1) {
    const [before, after] = [arriving[index - 1], arriving[index]];
    if (before && after && rng.chance(0.02)) arriving.splice(index - 1, 2, after, before);
  }
  return arriving;
}

/** One of the looks so far, most often a recent one. */
function pickLook(rng: Rng, script: readonly Step[]): number {
  const indices = [...script.keys()].filter((index) => script[index]?.type === 'look');
  return rng.pick(rng.chance(0.5) ? indices.slice(-6) : indices);
}
