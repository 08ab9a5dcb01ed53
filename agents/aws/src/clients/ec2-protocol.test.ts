import { Readable } from 'node:stream';
import {
  DescribeAddressesCommand,
  DescribeInstanceCreditSpecificationsCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSnapshotsCommand,
  DescribeSpotPriceHistoryCommand,
  DescribeVolumesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { state as sdkWarnings } from '@aws-sdk/core/client';
import { type AwsEmulator, startAwsEmulator } from '@openfinops/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEc2Protocol } from './ec2-protocol.ts';
import { EC2_SHAPES } from './ec2-shapes.ts';
import type { Shape } from './xml/shape.ts';

const CREDENTIALS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'made-up' };
const COMMANDS = {
  DescribeInstances: new DescribeInstancesCommand({ MaxResults: 7 }),
  DescribeVolumes: new DescribeVolumesCommand({ MaxResults: 7 }),
  DescribeSnapshots: new DescribeSnapshotsCommand({ OwnerIds: ['self'] }),
  DescribeAddresses: new DescribeAddressesCommand({}),
  DescribeNetworkInterfaces: new DescribeNetworkInterfacesCommand({}),
  DescribeInstanceTypes: new DescribeInstanceTypesCommand({}),
  DescribeInstanceCreditSpecifications: new DescribeInstanceCreditSpecificationsCommand({}),
  DescribeSpotPriceHistory: new DescribeSpotPriceHistoryCommand({ MaxResults: 50 }),
} as const;
type Operation = keyof typeof COMMANDS;

sdkWarnings.warningEmitted = true;

let emulator: AwsEmulator;
beforeAll(async () => {
  emulator = await startAwsEmulator({ seed: 3, estate: { instances: 24 } });
});
afterAll(() => emulator.close());

/** The bytes that the emulator answers with, the same for every client. */
async function bytesOf(operation: Operation): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const client = new EC2Client({ region: 'us-west-2', endpoint: emulator.url, credentials: CREDENTIALS });
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { body } = result.response as { body: Readable };
      for await (const chunk of body) chunks.push(chunk as Buffer);
      (result.response as { body: Readable }).body = Readable.from([Buffer.concat(chunks)]);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  await client.send(COMMANDS[operation] as DescribeInstancesCommand);
  return Buffer.concat(chunks);
}

interface Answering {
  readonly chunks: readonly (readonly Uint8Array[])[];
  readonly protocol?: ReturnType<typeof createEc2Protocol>;
  readonly maxAttempts?: number;
}

/** A client whose attempts are answered by these chunks, one list after the other. */
function clientOver({ chunks, protocol, maxAttempts = 1 }: Answering) {
  let attempt = 0;
  const client = new EC2Client({
    region: 'us-west-2',
    credentials: CREDENTIALS,
    maxAttempts,
    ...(protocol === undefined ? {} : { protocol }),
    requestHandler: {
      async handle() {
        const body = Readable.from(chunks[attempt] ?? []);
        attempt += 1;
        return { response: { statusCode: 200, headers: {}, body } as never };
      },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
    },
  });
  return { client, attempts: () => attempt };
}

const sparse = (mismatches: string[] = []) =>
  createEc2Protocol({ turnstile: { join: () => async () => {} }, onMismatch: (operation, what) => mismatches.push(`${operation}: ${what}`) });

async function send(client: EC2Client, operation: Operation): Promise<Record<string, unknown>> {
  const { $metadata: _, ...output } = await client.send(COMMANDS[operation] as DescribeInstancesCommand);
  return output;
}

const split = (bytes: Buffer, size: number): Buffer[] => {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  return parts;
};

/** What the SDK made of the same bytes, less what no shape names. */
function prune(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null || shape.kind === 'text') return value;
  if (shape.kind === 'list') return (value as unknown[]).map((item) => prune(shape.item.shape, item));
  const kept: Record<string, unknown> = {};
  for (const { member, shape: inner } of shape.fields) {
    const pruned = prune(inner, (value as Record<string, unknown>)[member]);
    if (pruned !== undefined) kept[member] = pruned;
  }
  return kept;
}

describe('createEc2Protocol', () => {
  it.each(Object.keys(COMMANDS).map((operation) => ({ operation: operation as Operation })))(
    'reads $operation as the SDK does, from the same bytes in chunks of any size',
    async ({ operation }) => {
      const bytes = await bytesOf(operation);
      const shape = EC2_SHAPES.get(operation);
      if (shape === undefined) throw new Error(`${operation} has no shape`);

      const expected = prune(shape, await send(clientOver({ chunks: [[bytes]] }).client, operation));

      const items = Object.values(expected as Record<string, unknown>).filter(Array.isArray);
      expect(items.flat().length).toBeGreaterThan(0);
      for (const size of [1, 2, 3, 7, 64, 1021, bytes.length]) {
        if (size < 3 && bytes.length > 60_000) continue;
        expect(await send(clientOver({ chunks: [split(bytes, size)], protocol: sparse() }).client, operation)).toEqual(expected);
      }
    },
  );

  it('reads instances the same wherever their bytes are cut', async () => {
    const bytes = await bytesOf('DescribeInstances');
    const expected = await send(clientOver({ chunks: [[bytes]], protocol: sparse() }).client, 'DescribeInstances');

    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 30 }), async (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));

        expect(await send(clientOver({ chunks: [chunks], protocol: sparse() }).client, 'DescribeInstances')).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('tries again when a reply is cut off, and lists nothing twice', async () => {
    const bytes = await bytesOf('DescribeInstances');
    const expected = await send(clientOver({ chunks: [[bytes]], protocol: sparse() }).client, 'DescribeInstances');
    const { client, attempts } = clientOver({ chunks: [[bytes.subarray(0, bytes.length / 2)], [bytes]], protocol: sparse(), maxAttempts: 3 });

    const output = await send(client, 'DescribeInstances');

    expect(output).toEqual(expected);
    expect(attempts()).toBe(2);
  });

  it('leaves an operation to the SDK once a reply of it has another form, and says so once', async () => {
    const mismatches: string[] = [];
    const strange = Buffer.from('<DescribeInstancesResponse><reservationSet/><nextToken>t<b/></nextToken></DescribeInstancesResponse>');
    const sound = Buffer.from('<DescribeInstancesResponse><reservationSet/><nextToken>t</nextToken></DescribeInstancesResponse>');
    const { client, attempts } = clientOver({ chunks: [[strange], [sound], [sound]], protocol: sparse(mismatches), maxAttempts: 3 });

    const outputs = [await send(client, 'DescribeInstances'), await send(client, 'DescribeInstances')];

    expect(outputs).toEqual(Array(2).fill({ NextToken: 't', Reservations: [] }));
    expect(mismatches).toEqual(['DescribeInstances: <b> stands inside a text']);
    expect(attempts()).toBe(3);
  });

  it.each([
    { what: 'nothing', body: '', error: 'ends before its end' },
    { what: 'something else than XML', body: '{"Reservations":[]}', error: 'ends before its end' },
    {
      what: 'a page of a proxy',
      body: '<html><body>Please log in.</body></html>',
      error: '<html> stands where <DescribeInstancesResponse> was expected',
    },
    {
      what: 'a reply without its list',
      body: '<DescribeInstancesResponse><requestId>r</requestId></DescribeInstancesResponse>',
      error: 'it is no list of DescribeInstances',
    },
    {
      what: 'a reply that defines entities',
      body: '<!DOCTYPE a [<!ENTITY b "bbbb">]><DescribeInstancesResponse>&b;</DescribeInstancesResponse>',
      error: 'it has a document type',
    },
  ])('never takes $what for an empty list: it is asked for again, and then an error', async ({ body, error }) => {
    const sound = Buffer.from('<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>');
    const bad = [Buffer.from(body)];
    const again = clientOver({ chunks: [bad, [sound]], protocol: sparse(), maxAttempts: 2 });
    const always = clientOver({ chunks: [bad, bad], protocol: sparse(), maxAttempts: 2 });

    expect(await send(again.client, 'DescribeInstances')).toEqual({ Reservations: [] });
    await expect(send(always.client, 'DescribeInstances')).rejects.toThrow(error);
    expect(always.attempts()).toBe(2);
  });

  it('stops reading a reply that does not end', async () => {
    const endless = (function* () {
      yield Buffer.from('<DescribeInstancesResponse>');
      const filler = Buffer.from(`<noise>${'n'.repeat(1_000_000)}</noise>`);
      for (let part = 0; part < 1000; part += 1) yield filler;
    })();
    const { client } = clientOver({ chunks: [endless as unknown as Uint8Array[]], protocol: sparse() });

    await expect(send(client, 'DescribeInstances')).rejects.toThrow('longer than 100000000 bytes');
  });
});
