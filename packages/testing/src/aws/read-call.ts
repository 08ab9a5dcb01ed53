import type { IncomingHttpHeaders } from 'node:http';
import type { AwsService, Call } from './reply.ts';

const SERVICES: Readonly<Record<string, AwsService>> = { ec2: 'ec2', monitoring: 'cloudwatch', pricing: 'pricing', sts: 'sts' };
const CREDENTIAL = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/** Which service is called, by whom and where: the scope that the request was signed for says it. null: unsigned, or for a service that is not here. */
export function readCall(headers: IncomingHttpHeaders, body: string): Call | null {
  const [, accessKeyId = '', region = '', name = ''] = CREDENTIAL.exec(headers.authorization ?? '') ?? [];
  const service = SERVICES[name];
  const target = String(headers['x-amz-target'] ?? '');
  const operation = target === '' ? (/(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? '') : target.slice(target.indexOf('.') + 1);
  if (service !== undefined) return { service, operation, region, accessKeyId };
  // The one call that needs no credentials.
  if (operation === 'AssumeRoleWithWebIdentity') return { service: 'sts', operation, region: 'us-east-1', accessKeyId: '' };
  return null;
}
