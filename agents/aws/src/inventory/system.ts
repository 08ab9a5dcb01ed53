import { canonicalOs } from '@openfinops/core';

/** The operating system and licence of a machine, as the price tables spell them. */
export interface System {
  readonly os: string;
  /** Only where the owner brings the licence. */
  readonly licence?: 'byol';
}

/** `PlatformDetails` of machines that run under a licence of their owner's (EC2 user guide, "AMI billing information"). */
const OWN_LICENCES: ReadonlyMap<string, string> = new Map([
  ['Windows BYOL', 'windows'],
  ['Red Hat BYOL Linux', 'rhel'],
  ['SUSE BYOL', 'sles'],
]);

/** There are a few dozen, and many machines of each. */
const known = new Map<string, System>();
const MOST_KNOWN = 1000;

/** @param details EC2's `PlatformDetails` or `InstancePlatform`; '' counts as Linux, which EC2 says by saying nothing */
export function systemOf(details: string): System {
  const system = known.get(details) ?? readSystem(details);
  if (known.size < MOST_KNOWN) known.set(details, system);
  return system;
}

function readSystem(details: string): System {
  const own = OWN_LICENCES.get(details);
  if (own !== undefined) return { os: own, licence: 'byol' };
  return { os: details === '' ? 'linux' : canonicalOs(details) };
}
