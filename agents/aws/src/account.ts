import { AgentError } from '@openfinops/core';
import type { AwsClients } from './clients/aws-clients.ts';
import { toAwsError } from './clients/aws-errors.ts';

/** Starting is not worth waiting longer for: a supervisor tries again. */
const TIMEOUT_MS = 30_000;

/** Whose account the credentials belong to. Throws AUTH_MISSING, AUTH_DENIED, or SCOPE_FAILED where AWS cannot be reached. */
export async function readAccountId(clients: Pick<AwsClients, 'sts'>): Promise<string> {
  const what = 'sts:GetCallerIdentity';
  try {
    const [{ GetCallerIdentityCommand }, sts] = await Promise.all([import('@aws-sdk/client-sts'), clients.sts()]);
    const { Account: accountId = '' } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!/^\d{12}$/.test(accountId)) throw new AgentError('SOURCE_GARBLED', `${what} names no account`);
    return accountId;
  } catch (error) {
    throw toAwsError(error, what);
  }
}
