import type { IncomingMessage, ServerResponse } from 'node:http';
import { createFakeClock, type LoopbackServer, loopbackHttp, refuseConnections, startLoopbackServer } from '@openfinops/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { readCloudMachine } from './metadata.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A metadata service that answers these paths, when asked with this header, and 404 else. */
async function serve(
  replies: Readonly<Record<string, string>>,
  guard: { header: string; value: string; status?: number },
  headers: Record<string, string> = {},
) {
  const server = await startLoopbackServer((request: IncomingMessage, response: ServerResponse) => {
    const reply = replies[`${request.method} ${request.url}`];
    const allowed = request.method === 'PUT' || request.headers[guard.header] === guard.value;
    response.writeHead(allowed ? (reply === undefined ? 404 : 200) : (guard.status ?? 403), headers).end(allowed ? (reply ?? '') : '');
  });
  servers.push(server);
  return server;
}

const read = (server: LoopbackServer) => readCloudMachine({ http: loopbackHttp, clock: createFakeClock(), baseUrl: server.url, timeoutMs: 2000 });

const AWS = {
  'PUT /latest/api/token': 'AQAEAtoken',
  'GET /latest/dynamic/instance-identity/document': JSON.stringify({
    accountId: '123456789012',
    availabilityZone: 'us-west-2a',
    instanceId: 'i-0abc12345def67890',
    instanceType: 'm5.xlarge',
    privateIp: '10.0.3.17',
  }),
  'GET /latest/meta-data/instance-life-cycle': 'spot',
};
const AZURE_PATH = 'GET /metadata/instance?api-version=2021-02-01';
const GCP = '/computeMetadata/v1/instance';

describe('what a metadata service says', () => {
  it('AWS: by a token of IMDSv2', async () => {
    const server = await serve(AWS, { header: 'x-aws-ec2-metadata-token', value: 'AQAEAtoken', status: 401 });

    const machine = await read(server);

    expect(machine).toEqual({ cloud: 'aws', instanceType: 'm5.xlarge', instanceId: 'i-0abc12345def67890', zone: 'us-west-2a', lifecycle: 'spot' });
  });

  it('Azure: with its id in lower case', async () => {
    const resourceId = '/subscriptions/0B1F6471/resourceGroups/RG1/providers/Microsoft.Compute/virtualMachines/vm1';
    const compute = { vmSize: 'Standard_D4s_v5', location: 'westeurope', zone: '2', priority: 'Spot', resourceId, customData: 'secret' };
    const server = await serve({ [AZURE_PATH]: JSON.stringify({ compute }) }, { header: 'metadata', value: 'true' });

    const machine = await read(server);

    expect(machine).toEqual({
      cloud: 'azure',
      instanceType: 'Standard_D4s_v5',
      instanceId: resourceId.toLowerCase(),
      zone: 'westeurope-2',
      lifecycle: 'Spot',
    });
  });

  it('GCP: from leaf paths alone, never the document that holds start-up scripts', async () => {
    const replies = {
      [`GET ${GCP}/machine-type`]: 'projects/42/machineTypes/a3-highgpu-8g',
      [`GET ${GCP}/zone`]: 'projects/42/zones/us-central1-a',
      [`GET ${GCP}/id`]: '1234567890123456789',
      [`GET ${GCP}/scheduling/preemptible`]: 'TRUE',
    };
    const server = await serve(replies, { header: 'metadata-flavor', value: 'Google' }, { 'Metadata-Flavor': 'Google' });

    const machine = await read(server);

    expect(machine).toEqual({
      cloud: 'gcp',
      instanceType: 'a3-highgpu-8g',
      instanceId: '1234567890123456789',
      zone: 'us-central1-a',
      lifecycle: 'preemptible',
    });
    expect(server.requests.filter((request) => request.includes('recursive') || request.endsWith('/instance/'))).toEqual([]);
  });
});

describe('is no cloud', () => {
  it.each([
    { what: 'a portal that answers everything with a page', status: 200, body: '<html>Please log in</html>' },
    { what: 'JSON of another shape', status: 200, body: '{"compute":{"name":"x"},"instanceId":7}' },
    { what: 'a server that knows nothing', status: 404, body: '' },
    { what: 'a redirect', status: 302, body: '' },
  ])('$what', async ({ status, body }) => {
    const server = await startLoopbackServer((_request, response) => response.writeHead(status, { location: '/login' }).end(body));
    servers.push(server);

    expect(await read(server)).toBeNull();
  });

  it('a network on which nobody answers', async () => {
    expect(await readCloudMachine({ http: refuseConnections, clock: createFakeClock() })).toBeNull();
  });

  it('a service that takes longer than half a second, all its requests together', async () => {
    const clock = createFakeClock();
    const timeouts: number[] = [];
    const slow = async (url: string, { timeoutMs }: { timeoutMs: number }) => {
      timeouts.push(timeoutMs);
      await clock.sleep(Math.min(400, timeoutMs));
      if (timeoutMs <= 400) throw Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });
      return { status: 200, headers: {}, body: url.endsWith('token') ? 'token' : '{}' };
    };

    const machine = await readCloudMachine({ http: slow, clock, clouds: ['aws'] });

    expect(machine).toBeNull();
    expect(timeouts).toEqual([500, 100, 1]);
  });
});
