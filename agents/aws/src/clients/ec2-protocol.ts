import { AwsEc2QueryProtocol } from '@aws-sdk/core/protocols';
import { EC2_SHAPES } from './ec2-shapes.ts';
import type { TakeTurn, Turnstile } from './turnstile.ts';
import { GarbledReply, UnexpectedReply } from './xml/reply-errors.ts';
import type { StructShape } from './xml/shape.ts';
import { createSparseReader, type SparseReader } from './xml/sparse-reader.ts';
import { createWordBook } from './xml/word-book.ts';

type Settings = ConstructorParameters<typeof AwsEc2QueryProtocol>[0];
type Deserialize = AwsEc2QueryProtocol['deserializeResponse'];

export interface Ec2ProtocolWorld {
  /** Each chunk takes a turn. */
  readonly turnstile: Pick<Turnstile, 'join'>;
  /** A reply had another form than is read here; from now on the SDK parses those of this operation, correct and slower. */
  readonly onMismatch: (operation: string, what: string) => void;
}

/** The largest page that EC2 sends is a few MB. */
const MOST_REPLY_BYTES = 100_000_000;

/**
 * EC2's protocol for the SDK's client, but for listings, which are read as they arrive and of which only what `EC2_SHAPES` names is kept.
 * What comes out is the SDK's output with the other members left out. A reply is whole or an error, which the SDK tries again by its own rules.
 */
export function createEc2Protocol({ turnstile, onMismatch }: Ec2ProtocolWorld): new (settings: Settings) => AwsEc2QueryProtocol {
  const leftToSdk = new Set<string>();
  const words = createWordBook();

  return class SparseEc2Protocol extends AwsEc2QueryProtocol {
    override async deserializeResponse<Output extends { readonly $metadata: object }>(
      schema: Parameters<Deserialize>[0],
      context: Parameters<Deserialize>[1],
      response: Parameters<Deserialize>[2],
    ): Promise<Output> {
      const operation = schema.name.slice(schema.name.indexOf('#') + 1);
      const shape = EC2_SHAPES.get(operation);
      const body: unknown = response.body;
      if (shape === undefined || response.statusCode >= 300) return await super.deserializeResponse(schema, context, response);
      if (leftToSdk.has(operation) || !isChunks(body)) {
        const output = await super.deserializeResponse<Output>(schema, context, response);
        if (!hasLists(output, shape)) throw new GarbledReply(`it is no list of ${operation}`);
        return output;
      }
      try {
        const output = await readReply(body, createSparseReader(`${operation}Response`, shape, words), turnstile.join());
        if (!hasLists(output, shape)) throw new UnexpectedReply(`it is no list of ${operation}`);
        return { ...output, $metadata: this.deserializeMetadata(response) } as unknown as Output;
      } catch (error) {
        if (error instanceof UnexpectedReply) {
          leftToSdk.add(operation);
          onMismatch(operation, error.message);
        }
        throw error;
      }
    }
  };
}

/** EC2 sends an empty list as such. A reply without it is none: taken for an empty one, it would end everything that there is. */
function hasLists(output: object, { fields }: StructShape): boolean {
  return fields.every(({ member, shape }) => shape.kind !== 'list' || Array.isArray((output as Readonly<Record<string, unknown>>)[member]));
}

async function readReply(body: AsyncIterable<Uint8Array>, reader: SparseReader, takeTurn: TakeTurn): Promise<object> {
  let receivedBytes = 0;
  for await (const chunk of body) {
    receivedBytes += chunk.byteLength;
    if (receivedBytes > MOST_REPLY_BYTES) throw new GarbledReply(`it is longer than ${MOST_REPLY_BYTES} bytes`);
    await takeTurn();
    reader.write(chunk);
  }
  return reader.end();
}

function isChunks(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
