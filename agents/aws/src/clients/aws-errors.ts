import { AgentError, type ErrorCode, isAbort, messageOf, type Problem, type ScopeId } from '@openfinops/core';

const THROTTLES = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestThrottledException',
  'EC2ThrottledException',
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'SlowDown',
  'PriorRequestNotComplete',
]);
const DENIALS = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException', 'OperationNotPermitted', 'UnauthorizedAccess']);
const EXPIRIES = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);
const STRANGERS = new Set([
  'AuthFailure',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'CredentialsProviderError',
  'TokenProviderError',
]);
const BLOCKED_REGION = new Set(['OptInRequired', 'PendingVerification', 'Blocked']);
const UNREACHABLE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);
const GARBLED = new Set(['GarbledReply', 'TruncatedReply', 'UnexpectedReply', 'SyntaxError']);

/** AWS asked to slow down. */
export function isThrottle(error: unknown): boolean {
  return THROTTLES.has(nameOf(error)) || statusOf(error) === 429;
}

/** The credentials were good once; new ones may be found. */
export function isExpired(error: unknown): boolean {
  return EXPIRIES.has(nameOf(error));
}

export function isDenied(error: unknown): boolean {
  return DENIALS.has(nameOf(error));
}

/** A dry run that would have been allowed. */
export function isDryRunSuccess(error: unknown): boolean {
  return nameOf(error) === 'DryRunOperation';
}

/** The same failure as one of ours. @param what what was tried, on what: `ec2:DescribeInstances in us-west-2` */
export function toAwsError(error: unknown, what: string, details: { readonly scope?: ScopeId } = {}): AgentError {
  if (error instanceof AgentError) return error;
  const { code, verb, hint } = describe(error, what);
  return new AgentError(code, `${verb} ${what}: ${firstLine(error)}`, { ...details, cause: undefined, ...(hint === undefined ? {} : { hint }) });
}

/** A failure as data. Throws it instead when it is an abort, which is never data. */
export function toAwsProblem(error: unknown, stage: Problem['stage'], scope: ScopeId | null, what: string): Problem {
  if (isAbort(error)) throw error;
  const { code, message, hint } = toAwsError(error, what);
  return { stage, code, scope, message, ...(hint === undefined ? {} : { hint }) };
}

function describe(error: unknown, what: string): { readonly code: ErrorCode; readonly verb: string; readonly hint?: string } {
  const name = nameOf(error);
  const action = what.split(' ')[0] ?? what;
  if (DENIALS.has(name)) {
    return { code: 'AUTH_DENIED', verb: 'AWS refused', hint: `Allow ${action}: \`openfinops-agent permissions aws\` prints the policy.` };
  }
  if (EXPIRIES.has(name)) return { code: 'AUTH_MISSING', verb: 'The credentials have expired for', hint: 'Renew them (`aws sso login`, or a role).' };
  if (BLOCKED_REGION.has(name))
    return { code: 'SCOPE_FAILED', verb: 'The account is not ready for', hint: 'Enable the region, or leave it out of --region.' };
  if (STRANGERS.has(name)) {
    const hint = 'Give credentials by the environment, a profile, SSO or a role; in a region that is not enabled even good ones fail.';
    return { code: 'AUTH_MISSING', verb: 'No credentials that AWS accepts for', hint };
  }
  if (isThrottle(error)) return { code: 'RATE_LIMITED', verb: 'AWS asked to slow down at', hint: 'It is read again at the next look.' };
  if (GARBLED.has(name)) return { code: 'SOURCE_GARBLED', verb: 'No readable answer to' };
  if (UNREACHABLE.has(codeOf(error))) {
    return {
      code: 'SCOPE_FAILED',
      verb: 'AWS did not answer',
      hint: 'Check the spelling of the region, DNS, and the proxy (HTTPS_PROXY) on the way to AWS.',
    };
  }
  return { code: 'SCOPE_FAILED', verb: 'AWS did not answer' };
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}

function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { name, Code: code } = error as { name?: unknown; Code?: unknown };
  return typeof name === 'string' && name !== 'Error' ? name : typeof code === 'string' ? code : '';
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
}

/** One line; an encoded authorization message says nothing to people. */
function firstLine(error: unknown): string {
  const line = messageOf(error).split('\n')[0] ?? '';
  const plain = line.replace(/\s*Encoded authorization failure message:.*$/, '').trim();
  const name = nameOf(error);
  if (plain === '' || plain === 'UnknownError' || plain === 'Unknown') return name === '' ? 'it gave no reason' : name;
  return plain.length > 300 ? `${plain.slice(0, 300)}…` : plain;
}
