import { type Ec2Query, type PageLimits, pageOf } from './ec2-query.ts';
import { type Machine, type MachineMoment, machineAt } from './estate.ts';
import { instanceXml } from './instance-xml.ts';
import type { Listing } from './listing.ts';
import { CallError } from './reply.ts';
import type { Place } from './world.ts';

const LIMITS: PageLimits = { min: 5, max: 1000, unasked: 1000 };
/** As measured for a large account: a page of 1,000 takes 0.8 s. */
const LATENCY_MS = 200;
const LATENCY_MS_PER_INSTANCE = 0.6;
/** What one RunInstances started together. */
const RESERVATION_SIZE = 3;

interface Seen {
  readonly machine: Machine;
  readonly moment: MachineMoment;
}

export function describeInstances(query: Ec2Query, { machines, nowMs }: Place): Listing {
  const ids = new Set(query.list('InstanceId'));
  if (ids.size > 0 && query.text('MaxResults') !== null) {
    throw new CallError(400, 'InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults');
  }
  const wanted = readFilters(query);
  const page = pageOf(query, machines, LIMITS, (machine): Seen | null => {
    if (ids.size > 0 && !ids.has(machine.instanceId)) return null;
    if (wanted.zones !== null && !wanted.zones.has(machine.zone)) return null;
    const moment = machineAt(machine, nowMs);
    if (moment === null || (wanted.states !== null && !wanted.states.has(moment.state))) return null;
    return { machine, moment };
  });
  const latencyMs = LATENCY_MS + LATENCY_MS_PER_INSTANCE * page.items.length;
  return { set: 'reservationSet', xml: reservationsOf(page.items), nextToken: page.nextToken, latencyMs };
}

function readFilters(query: Ec2Query): { zones: ReadonlySet<string> | null; states: ReadonlySet<string> | null } {
  return { zones: query.filter('availability-zone'), states: query.filter('instance-state-name') };
}

function reservationsOf(seen: readonly Seen[]): string {
  let xml = '';
  for (let index = 0; index < seen.length; index += RESERVATION_SIZE) {
    const together = seen.slice(index, index + RESERVATION_SIZE);
    const first = together[0]?.machine.instanceId.slice(2) ?? '';
    let instances = '';
    for (const { machine, moment } of together) instances += `<item>${instanceXml(machine, moment)}</item>`;
    xml += `<item><reservationId>r-${first}</reservationId><ownerId>123456789012</ownerId><groupSet/><instancesSet>${instances}</instancesSet></item>`;
  }
  return xml;
}
