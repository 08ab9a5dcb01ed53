import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './reply.ts';
import type { KeyIssuer } from './sts.ts';

const TOKEN = 'made-up-session-token';
const ROLE = 'example-role';
const VALID_MS = 6 * 3_600_000;

interface ImdsRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** The instance metadata service, second version: nothing without a token. null: the path is none of its own. */
export function answerImds(
  { method, path, headers }: ImdsRequest,
  world: { accountId: string; region: string; nowMs: number; keys: KeyIssuer },
): Reply | null {
  if (!path.startsWith('/latest/')) return null;
  if (path === '/latest/api/token') {
    if (method !== 'PUT' || headers['x-aws-ec2-metadata-token-ttl-seconds'] === undefined) return text(400, 'Bad Request');
    return { ...text(200, TOKEN), headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' } };
  }
  if (headers['x-aws-ec2-metadata-token'] !== TOKEN) return text(401, 'Unauthorized');
  if (path === '/latest/meta-data/iam/security-credentials/') return text(200, ROLE);
  if (path === `/latest/meta-data/iam/security-credentials/${ROLE}`) return text(200, credentials(world.keys.issue(), world.nowMs));
  if (path === '/latest/meta-data/placement/region') return text(200, world.region);
  if (path === '/latest/dynamic/instance-identity/document') return text(200, JSON.stringify({ accountId: world.accountId, region: world.region }));
  return text(404, 'Not Found');
}

function credentials(accessKeyId: string, nowMs: number): string {
  return JSON.stringify({
    Code: 'Success',
    LastUpdated: new Date(nowMs).toISOString(),
    Type: 'AWS-HMAC',
    AccessKeyId: accessKeyId,
    SecretAccessKey: 'made-up-secret',
    Token: 'made-up-token',
    Expiration: new Date(nowMs + VALID_MS).toISOString(),
  });
}

function text(status: number, body: string): Reply {
  return { status, type: 'text/plain', body, latencyMs: 5 };
}
