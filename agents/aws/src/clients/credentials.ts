import type { STSClient } from '@aws-sdk/client-sts';
import { AgentError, type Clock } from '@openfinops/core';
import type { AwsOptions } from '../options.ts';
import { isExpired, toAwsError } from './aws-errors.ts';
import type { WatchedClient } from './watch-calls.ts';

export type CredentialsProvider = STSClient['config']['credentials'];
type Identity = Awaited<ReturnType<CredentialsProvider>>;

/** Taken-on credentials are renewed so long before they end. */
const RENEW_BEFORE_MS = 300_000;

/** Marked as remembering by itself, so that the SDK asks it at each call and a renewal reaches every client. */
export function sharedProvider(provide: (options?: { readonly forceRefresh?: boolean }) => Promise<Identity>): CredentialsProvider {
  return Object.assign(provide, { memoized: true }) as CredentialsProvider;
}

/** Credentials of a role that is taken on with the credentials of `sts`, kept until shortly before they end. */
export function roleCredentials(sts: STSClient, { role, externalId }: Pick<AwsOptions, 'role' | 'externalId'>, clock: Pick<Clock, 'nowMs'>) {
  let known: Identity | undefined;
  let pending: Promise<Identity> | undefined;
  return async (options: { readonly forceRefresh?: boolean } = {}): Promise<Identity> => {
    const endsMs = known?.expiration?.getTime() ?? 0;
    if (known !== undefined && options.forceRefresh !== true && endsMs - clock.nowMs() > RENEW_BEFORE_MS) return known;
    pending ??= takeOn(sts, role ?? '', externalId).finally(() => {
      pending = undefined;
    });
    known = await pending;
    return known;
  };
}

/** A call that fails because its credentials have ended is made once more with newly resolved ones. */
export function renewExpired(client: WatchedClient, provider: CredentialsProvider): void {
  const renew: Parameters<WatchedClient['middlewareStack']['add']>[0] = (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (!isExpired(error)) throw error;
      await provider({ forceRefresh: true });
      return await next(args);
    }
  };
  client.middlewareStack.add(renew, { name: 'openfinopsRenew', step: 'initialize', priority: 'high' });
}

async function takeOn(sts: STSClient, role: string, externalId: string | undefined): Promise<Identity> {
  const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const request = { RoleArn: role, RoleSessionName: 'openfinops-agent', ...(externalId === undefined ? {} : { ExternalId: externalId }) };
  const { Credentials: given } = await sts.send(new AssumeRoleCommand(request)).catch((error: unknown) => {
    throw toAwsError(error, `sts:AssumeRole of ${role}`);
  });
  if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
    throw new AgentError('AUTH_DENIED', `sts:AssumeRole of ${role} gave no credentials`, { hint: 'Check the role’s trust policy.' });
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
    ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
  };
}
