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

/** @param details EC2's `PlatformDetails` or `InstancePlatform`; '' counts as Linux, which EC2 says by saying nothing */
export function systemOf(details: string): System {
  const own = OWN_LICENCES.get(details);
  if (own !== undefined) return { os: own, licence: 'byol' };
  return { os: details === '' ? 'linux' : canonicalOs(details) };
}
