import { hash } from 'node:crypto';
import type { MeterName, ProviderId } from './model.ts';

/** What makes a charge the one it is. */
export interface ChargeIdentity {
  readonly provider: ProviderId;
  readonly accountId: string;
  readonly resourceId: string;
  readonly meter: MeterName;
  readonly hourStartMs: number;
}

/** The first 16 bytes, hex, of the SHA-256 of the parts as a JSON array (COST-MODEL 1.1): the same on every agent, after every crash. */
export function chargeId(of: ChargeIdentity): string {
  const parts = [of.provider, of.accountId, of.resourceId, of.meter, of.hourStartMs / 1000];
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}
