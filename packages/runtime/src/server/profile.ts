import type { Capabilities } from './reply.ts';

/** How one speaks to a server, by what its reply to the registration offers. */
export interface ServerProfile {
  /** `reference`: it offered nothing. */
  readonly name: 'reference' | 'hub';
  readonly gzip: boolean;
  /** Bytes of JSON to aim at in one batch. */
  readonly batchBytes: number;
}

/** A server that says nothing keeps what it got in RAM and has no limit of its own. */
const REFERENCE_BATCH_BYTES = 256 * 1024;
const HUB_BATCH_BYTES = 512 * 1024;

/** Nothing is ever tried out: a server that cannot read gzip answers 500, which says nothing. */
export function profileOf({ gzip, maxBodyBytes }: Capabilities): ServerProfile {
  if (!gzip && maxBodyBytes === null) return { name: 'reference', gzip: false, batchBytes: REFERENCE_BATCH_BYTES };
  return { name: 'hub', gzip, batchBytes: Math.min(HUB_BATCH_BYTES, maxBodyBytes ?? REFERENCE_BATCH_BYTES) };
}
