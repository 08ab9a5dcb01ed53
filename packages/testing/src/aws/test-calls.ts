import type { AwsService } from './reply.ts';

/** A call as the SDK makes it, signed with nothing. */
export interface TestCall {
  readonly service: AwsService;
  readonly operation: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly region?: string;
  readonly accessKeyId?: string;
}

const SIGNING_NAMES = { ec2: 'ec2', cloudwatch: 'monitoring', pricing: 'pricing', sts: 'sts' } as const;
const TARGETS = { cloudwatch: 'GraniteServiceVersion20100801', pricing: 'AWSPriceListService' } as const;

/** Query services take flat parameters (`Filter.1.Name`), the others JSON. */
export function callAws(url: string, call: TestCall): Promise<Response> {
  const { service, operation, input = {}, region = 'us-west-2', accessKeyId = 'AKIAEXAMPLE' } = call;
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261121/${region}/${SIGNING_NAMES[service]}/aws4_request, SignedHeaders=host, Signature=0`;
  if (service === 'cloudwatch' || service === 'pricing') {
    const headers = { authorization, 'x-amz-target': `${TARGETS[service]}.${operation}` };
    return fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  }
  const body = new URLSearchParams({ Action: operation, Version: '2016-11-15', ...(input as Record<string, string>) });
  return fetch(url, { method: 'POST', headers: { authorization }, body });
}

/** Every text between `<name>` and `</name>`. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text);
}
