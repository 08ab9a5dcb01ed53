import { request as forward } from 'node:http';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { createFakePorts, startAwsEmulator, startLoopbackServer } from '@openfinops/testing';
import { expect, it } from 'vitest';
import { useFakeEnvironment } from '../fake-environment.ts';
import { AwsOptions } from '../options.ts';
import { createOwnCalls } from '../own-calls.ts';
import { createAwsClients } from './aws-clients.ts';

it('goes through the proxy that the environment names, and around it where it says so', async () => {
  const emulator = await startAwsEmulator({ seed: 1, estate: { instances: 1 } });
  const proxy = await startLoopbackServer((asked, answer) => {
    const { method, headers } = asked;
    asked.pipe(
      forward(emulator.url, { ...(method === undefined ? {} : { method }), headers }, (reply) =>
        reply.pipe(answer.writeHead(reply.statusCode ?? 0, reply.headers)),
      ),
    );
  });
  const restore = useFakeEnvironment('http://aws.example');
  const isAnswered = async (env: Readonly<Record<string, string>>): Promise<boolean> => {
    const ports = createFakePorts({ env });
    const clients = createAwsClients({ options: AwsOptions.parse({ region: ['us-west-2'] }), ports, calls: createOwnCalls(ports.metrics) });
    const client = await clients.ec2('us-west-2');
    const { Regions: regions = [] } = await client.send(new DescribeRegionsCommand({}));
    clients.close();
    return regions.length > 0;
  };

  const throughProxy = await isAnswered({ HTTP_PROXY: proxy.url });
  process.env.AWS_ENDPOINT_URL = emulator.url;
  const around = await isAnswered({ HTTP_PROXY: proxy.url });

  expect([throughProxy, around]).toEqual([true, true]);
  expect(proxy.requests).toEqual(['POST http://aws.example/']);
  restore();
  await Promise.all([proxy.close(), emulator.close()]);
});
