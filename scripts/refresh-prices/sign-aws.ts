import { createHash, createHmac } from 'node:crypto';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Headers of a POST that AWS can trust (Signature Version 4). Pure: the time is given. */
export function signAws(
  request: { readonly url: string; readonly body: string; readonly headers: Readonly<Record<string, string>> },
  scope: { readonly region: string; readonly service: string; readonly nowMs: number },
  credentials: AwsCredentials,
): Record<string, string> {
  const instant = new Date(scope.nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = instant.slice(0, 8);
  const { host, pathname } = new URL(request.url);
  const token = credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken };
  const headers: Record<string, string> = { ...request.headers, ...token, host, 'x-amz-date': instant };
  const names = Object.keys(headers).sort();
  const canonical = [
    'POST',
    pathname,
    '',
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    names.join(';'),
    hashOf(request.body),
  ].join('\n');
  const place = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', instant, place, hashOf(canonical)].join('\n');
  const key = [day, scope.region, scope.service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${place}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...headers, authorization };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
