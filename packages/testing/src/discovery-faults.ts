import { type BillingRules, type Discovery, isDecimal, METERS, parseScopeId, type Resource, type ScopeId } from '@openfinops/core';

/** What is wrong with a provider's discovery, one sentence each; empty: it keeps the contract. */
export function discoveryFaults(items: readonly Discovery[], rules: BillingRules): string[] {
  return [...orderFaults(items), ...resourcesOf(items).flatMap((resource) => resourceFaults(resource, rules)), ...doubledIds(items)];
}

/** The resources of a discovery, in order. */
export function resourcesOf(items: readonly Discovery[]): Resource[] {
  return items.flatMap((item) => (item.type === 'resource' ? [item.resource] : []));
}

/** Each scope: opened once, then its resources, then one end, which counts them right. */
function orderFaults(items: readonly Discovery[]): string[] {
  const faults: string[] = [];
  const open = new Map<ScopeId, number>();
  const ended = new Set<ScopeId>();
  for (const item of items) {
    if (item.type === 'problem') continue;
    const scope = item.type === 'resource' ? item.resource.scope : item.scope;
    if (parseScopeId(scope) === undefined) faults.push(`"${scope}" is no scope id`);
    if (ended.has(scope)) faults.push(`${scope}: ${item.type} after its end`);
    if (item.type === 'scope') {
      if (open.has(scope)) faults.push(`${scope}: opened twice`);
      if (!Number.isInteger(item.observedAtMs)) faults.push(`${scope}: observedAtMs ${item.observedAtMs} is no whole millisecond`);
      open.set(scope, 0);
      continue;
    }
    if (item.type !== 'failure' && !open.has(scope)) faults.push(`${scope}: ${item.type} before it was opened`);
    if (item.type === 'resource') open.set(scope, (open.get(scope) ?? 0) + 1);
    else ended.add(scope);
    if (item.type === 'done' && item.count !== open.get(scope)) faults.push(`${scope}: says ${item.count} resources, listed ${open.get(scope)}`);
    if (item.type === 'failure' && item.problem.message === '') faults.push(`${scope}: fails without saying why`);
  }
  for (const scope of open.keys()) if (!ended.has(scope)) faults.push(`${scope}: neither done nor failed`);
  return faults;
}

function doubledIds(items: readonly Discovery[]): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { id } of resourcesOf(items)) {
    if (seen.has(id)) faults.push(`${id}: listed twice`);
    seen.add(id);
  }
  return faults;
}

function resourceFaults(resource: Resource, rules: BillingRules): string[] {
  const faults: string[] = [];
  const { id } = resource;
  if (!/^\S+$/.test(id)) faults.push(`"${id}" is no canonical id`);
  if (id.startsWith('/subscriptions/') && id !== id.toLowerCase()) faults.push(`${id}: an ARM id is lower-cased`);
  if (resource.sku === '' || resource.name === '') faults.push(`${id}: no sku or no name`);
  faults.push(...textFaults(id, 'tag', resource.tags), ...textFaults(id, 'attribute', resource.attributes));
  for (const value of Object.values(resource.capacity ?? {})) {
    if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) faults.push(`${id}: capacity ${value}`);
  }
  const meters = new Set<string>();
  for (const sighting of resource.sightings) {
    if (meters.has(sighting.meter)) faults.push(`${id}: ${sighting.meter} sighted twice`);
    meters.add(sighting.meter);
    faults.push(...sightingFaults(resource, sighting, rules));
  }
  return faults;
}

function sightingFaults(resource: Resource, sighting: Resource['sightings'][number], rules: BillingRules): string[] {
  const faults: string[] = [];
  const { meter, offer, startMs, stopMs } = sighting;
  const where = `${resource.id} ${meter}`;
  const units: readonly string[] = METERS[meter] ?? [];
  if (!units.includes(offer.unit)) faults.push(`${where}: unit "${offer.unit}" is not one of ${units.join(', ')}`);
  if (!isDecimal(offer.amount) || offer.amount.startsWith('-')) faults.push(`${where}: amount "${offer.amount}" is no decimal`);
  if (offer.unitMs !== null && !(offer.unitMs > 0)) faults.push(`${where}: unitMs ${offer.unitMs}`);
  if (offer.sku === '') faults.push(`${where}: the offer has no sku`);
  for (const atMs of [startMs, stopMs]) {
    if (atMs !== undefined && !Number.isInteger(atMs)) faults.push(`${where}: ${atMs} is no whole millisecond`);
  }
  if (startMs !== undefined && stopMs !== undefined && stopMs < startMs && sighting.bills === false) faults.push(`${where}: stops before it starts`);
  const service = parseScopeId(resource.scope)?.service ?? '';
  if (rules[service]?.[meter] === undefined) faults.push(`${where}: no billing rule for ${service} ${meter}`);
  return faults;
}

/** Fields are allow-listed: short text, and nothing that looks like a secret. */
function textFaults(id: string, what: string, texts: Readonly<Record<string, unknown>>): string[] {
  const faults: string[] = [];
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== 'string' || value.length > 512) faults.push(`${id}: ${what} ${name} is no short text`);
    if (/password|secret|token|credential|user-?data|private-?key|serial/i.test(name)) faults.push(`${id}: ${what} ${name} may carry a secret`);
  }
  return faults;
}
