import type { Observation, Sighting, TrueLife, World } from './types.ts';

const QUARTER_MS = 900_000;

/** A look that a ledger took in, with the newest look that this ledger remembered then: looks form a tree, for ledgers get lost and come back. */
export interface RememberedLook {
  readonly observation: Observation;
  readonly before: RememberedLook | null;
}

/** A look at one thing: it was sighted with a known state, or it was missing (null) from a complete listing. */
export interface LookAt {
  readonly atMs: number;
  readonly sighting: Sighting | null;
  /** Some earlier look at the scope was remembered. */
  readonly hasMemory: boolean;
  /** The nearest earlier look at it that was remembered, whatever it saw. */
  readonly previous: LookAt | null;
  /** The nearest earlier one that sighted it. */
  readonly lastSighted: LookAt | null;
  /** The earliest remembered one. */
  readonly firstMs: number;
  /** This look, or a later one that remembered it, was the first look of its quarter of an hour: what it told has been sent. */
  reported: boolean;
}

/** The script as the agents' ledgers remember it. A look that is not newer than its ledger is left out: it changes nothing. */
export function rememberLooks(world: World): RememberedLook[] {
  const looks: RememberedLook[] = [];
  const ledgers = new Map<string, RememberedLook | null>();
  const ledgerAfter: (RememberedLook | null)[] = [];
  for (const step of world.script) {
    const before = ledgers.get(step.agentId) ?? null;
    let after: RememberedLook | null = null;
    if (step.type === 'restore-ledger') after = ledgerAfter[step.toLook] ?? null;
    if (step.type === 'look') {
      after = before;
      if (!before || step.observation.atMs > before.observation.atMs) {
        after = { observation: step.observation, before };
        looks.push(after);
      }
    }
    ledgers.set(step.agentId, after);
    ledgerAfter.push(after);
  }
  return looks;
}

/** The looks at one meter of one resource. */
export function looksAt(looks: readonly RememberedLook[], { resourceId, meter }: Pick<TrueLife, 'resourceId' | 'meter'>): LookAt[] {
  const newest = new Map<RememberedLook, LookAt | null>();
  const found: LookAt[] = [];
  for (const look of looks) {
    const { atMs, complete, sightings } = look.observation;
    const previous = look.before ? (newest.get(look.before) ?? null) : null;
    const sighting = sightings.find((candidate) => candidate.id === resourceId && candidate.meter === meter) ?? null;
    newest.set(look, previous);
    if (sighting ? sighting.bills === null : !complete) continue;

    const lastSighted = previous?.sighting ? previous : (previous?.lastSighted ?? null);
    const at: LookAt = {
      atMs,
      sighting,
      hasMemory: look.before !== null,
      previous,
      lastSighted,
      firstMs: previous?.firstMs ?? atMs,
      reported: false,
    };
    newest.set(look, at);
    found.push(at);
    if (opensQuarter(look)) markReported(at);
  }
  return found;
}

function opensQuarter(look: RememberedLook): boolean {
  if (!look.before) return true;
  return Math.floor(look.observation.atMs / QUARTER_MS) > Math.floor(look.before.observation.atMs / QUARTER_MS);
}

function markReported(newest: LookAt): void {
  let at: LookAt | null = newest;
  while (at && !at.reported) {
    at.reported = true;
    at = at.previous;
  }
}
