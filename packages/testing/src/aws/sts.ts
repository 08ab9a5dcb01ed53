import { CallError, REQUEST_ID, type Reply } from './reply.ts';

/** Hands out access keys that this emulator will know again. */
export interface KeyIssuer {
  issue(): string;
}

const LATENCY_MS = 60;
const VALID_MS = 3_600_000;

/** Answers one call of STS. Throws a CallError for what it would refuse. */
export function answerSts(body: string, { accountId, nowMs, keys }: { accountId: string; nowMs: number; keys: KeyIssuer }): Reply {
  const parameters = new URLSearchParams(body);
  const action = parameters.get('Action') ?? '';
  if (action === 'GetCallerIdentity') {
    return resultOf(action, `<Arn>arn:aws:iam::${accountId}:user/example</Arn><UserId>AIDAEXAMPLEEXAMPLEEXA</UserId><Account>${accountId}</Account>`);
  }
  if (action === 'AssumeRole' || action === 'AssumeRoleWithWebIdentity') {
    const role = parameters.get('RoleArn') ?? '';
    const session = parameters.get('RoleSessionName') ?? '';
    if (!role.startsWith('arn:')) throw new CallError(400, 'ValidationError', 'RoleArn is required');
    const assumed = role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/');
    const user = `<AssumedRoleUser><Arn>${assumed}/${session}</Arn><AssumedRoleId>AROAEXAMPLE:${session}</AssumedRoleId></AssumedRoleUser>`;
    return resultOf(action, `${credentials(keys.issue(), nowMs)}${user}`);
  }
  throw new CallError(400, 'InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
}

function credentials(accessKeyId: string, nowMs: number): string {
  const expiration = new Date(nowMs + VALID_MS).toISOString();
  return `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>made-up-secret</SecretAccessKey><SessionToken>made-up-token</SessionToken><Expiration>${expiration}</Expiration></Credentials>`;
}

function resultOf(action: string, xml: string): Reply {
  const body = `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${xml}</${action}Result><ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, type: 'text/xml;charset=UTF-8', body, latencyMs: LATENCY_MS };
}
