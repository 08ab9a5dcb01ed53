import { beginLook, idleLook, type RulesOf, type ScopeLook } from './accrue.ts';
import { AgentError } from './errors.ts';
import type { Facts } from './facts.ts';
import { fitText, MAX_WIRE_TEXT } from './fit-text.ts';
import { HOUR_MS } from './hours.ts';
import { emptyLedger, type Ledger } from './ledger.ts';
import type { MeterName, Resource, ScopeId } from './model.ts';
import type { BillingRules } from './provider.ts';
import { parseScopeId } from './scopes.ts';
import type { WireScope } from './wire.ts';

/** One scope during one cycle. */
export interface ScopeState {
  readonly scope: ScopeId;
  readonly before: Ledger;
  readonly look: ScopeLook;
  /** null: it failed before its first page. */
  readonly observedAtMs: number | null;
  readonly startedMs: number;
  /** Everything in it was listed. */
  complete: boolean;
  resources: number;
  calls: number;
  seconds: number;
  problem: string | null;
  cursor: unknown;
  /** Some of its meters may come as readings. */
  readonly isRead: boolean;
  /** Sightings whose start lies ahead of the look. */
  skewed: number;
  /** Billing, but with neither memory nor a start: not billed until the next look. */
  unproven: number;
}

/** The accrual rules of a scope's meters. Throws INTERNAL for a meter that the provider has no rule for. */
export function rulesOfScope(scope: ScopeId, rules: BillingRules, intervalMs: number): RulesOf {
  const service = parseScopeId(scope)?.service ?? '';
  return (meter: MeterName) => {
    const rule = rules[service]?.[meter];
    if (rule === undefined) throw new AgentError('INTERNAL', `no billing rule for the meter ${meter} of ${scope}`, { scope });
    return { ...rule, intervalMs };
  };
}

export function hasReadMeters(scope: ScopeId, rules: BillingRules): boolean {
  return Object.values(rules[parseScopeId(scope)?.service ?? ''] ?? {}).some((rule) => rule?.isRead === true);
}

/** A scope at the start of its cycle. `observedAtMs` null: it failed before its first page, so nothing is looked at. */
export function openScope(of: {
  readonly scope: ScopeId;
  readonly observedAtMs: number | null;
  readonly startedMs: number;
  /** undefined: none, or none to trust. */
  readonly ledger: Ledger | undefined;
  readonly rulesOf: RulesOf;
  readonly intervalMs: number;
  readonly isRead: boolean;
}): ScopeState {
  const { scope, observedAtMs, startedMs, rulesOf, intervalMs, isRead } = of;
  const before = of.ledger ?? emptyLedger(scope);
  const look = observedAtMs === null ? idleLook(before) : beginLook(before, observedAtMs, rulesOf, intervalMs);
  const counts = { complete: false, resources: 0, calls: 0, seconds: 0, skewed: 0, unproven: 0 };
  return { scope, before, look, observedAtMs, startedMs, ...counts, problem: null, cursor: undefined, isRead };
}

/** Far beyond what two clocks disagree by: waiting until this look's time has come would keep the scope silent for days, or for years. */
const MOST_AHEAD_MS = 24 * HOUR_MS;

/** Whether what is remembered was seen at a time that is still far ahead of this look, and so is no memory at all. */
export function isOfWrongClock({ atMs }: Ledger, observedAtMs: number | null): boolean {
  return atMs !== null && observedAtMs !== null && atMs - observedAtMs > MOST_AHEAD_MS;
}

/** Facts of one listed resource. */
export function seeResource(state: ScopeState, resource: Resource): Facts[] {
  const facts: Facts[] = [];
  state.resources += 1;
  for (const part of resource.sightings) {
    if (part.startMs !== undefined && part.startMs > (state.observedAtMs ?? 0)) state.skewed += 1;
    if (part.bills === true && part.startMs === undefined && state.before.atMs === null) state.unproven += 1;
    facts.push(...state.look.see({ id: resource.id, ...part }));
  }
  return facts;
}

export function scopeToWire(state: ScopeState): WireScope {
  const { scope, complete, resources, calls, seconds, problem } = state;
  return { scope, complete, resources, calls, seconds, problem: problem === null ? null : fitText(problem, MAX_WIRE_TEXT) };
}
