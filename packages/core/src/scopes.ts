import type { ProviderId, ScopeId } from './model.ts';

/** The parts of a scope id. */
export interface ScopeParts {
  readonly provider: ProviderId;
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
}

/** `aws`, `123456789012`, `us-west-2`, `ec2` -> `aws/123456789012/us-west-2/ec2`. Throws RangeError when a part is empty or has a slash. */
export function scopeId(parts: ScopeParts): ScopeId {
  const all = [parts.provider, parts.accountId, parts.region, parts.service];
  for (const part of all) {
    if (part === '' || part.includes('/')) throw new RangeError(`"${part}" cannot be part of a scope id: ${all.join(', ')}`);
  }
  return all.join('/');
}

/** The parts of a scope id, or undefined when it is none. */
export function parseScopeId(scope: ScopeId): ScopeParts | undefined {
  const [provider, accountId, region, service, ...rest] = scope.split('/');
  if (!provider || !accountId || !region || !service || rest.length > 0) return undefined;
  return { provider, accountId, region, service };
}
