import type { GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { AwsJson1_0Protocol } from '@aws-sdk/core/protocols';
import type { Turnstile } from '../clients/turnstile.ts';
import { parseReply } from './parse-reply.ts';
import { writeQueries } from './write-queries.ts';

type Settings = ConstructorParameters<typeof AwsJson1_0Protocol>[0];
type Deserialize = AwsJson1_0Protocol['deserializeResponse'];
type Serialize = AwsJson1_0Protocol['serializeRequest'];

export interface CloudWatchProtocolWorld {
  /** Each message that is written or parsed takes a turn. */
  readonly turnstile: Pick<Turnstile, 'pass'>;
}

/**
 * The wire of CloudWatch (awsJson1_0) for the SDK's client, without the walk along its schema where that is dear: GetMetricData is written and
 * read as plain JSON, a message a turn of the event loop. Its queries may be an iterable with a length, which is read while they are written. Times in
 * its replies stay what they are on the wire, epoch seconds, and its results are an iterable rather than an array (parse-reply.ts). Everything else is
 * the SDK's. `protocol` is a public option of the client, its methods are not: the SDK's version is pinned, and the contract is tested.
 */
export function createCloudWatchProtocol({ turnstile }: CloudWatchProtocolWorld): new (settings: Settings) => AwsJson1_0Protocol {
  return class PlainCloudWatchProtocol extends AwsJson1_0Protocol {
    constructor(settings: Settings) {
      super(settings);
      const walking = this.serializer;
      let plain: Uint8Array | undefined;
      this.serializer = {
        setSerdeContext: (context) => walking.setSerdeContext(context),
        write(schema, value) {
          plain = isMetricDataInput(value) ? toWire(value) : undefined;
          if (plain === undefined) walking.write(schema, value);
        },
        flush() {
          const body = plain ?? walking.flush();
          plain = undefined;
          return body;
        },
      };
    }

    override serializeRequest: Serialize = async (schema, input, context) => {
      if (isMetricDataInput(input)) await turnstile.pass();
      return await AwsJson1_0Protocol.prototype.serializeRequest.call(this, schema, input, context);
    };

    override deserializeResponse: Deserialize = async (...[schema, context, reply]: Parameters<Deserialize>): Promise<never> => {
      if (schema.name !== 'GetMetricData' || reply.statusCode !== 200) {
        return (await AwsJson1_0Protocol.prototype.deserializeResponse.call(this, schema, context, reply)) as never;
      }
      const bytes = await readBytes(reply.body);
      await turnstile.pass();
      return Object.assign(parseReply(bytes), { $metadata: this.deserializeMetadata(reply) }) as never;
    };
  };
}

async function readBytes(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** No other operation has this member at its top. */
function isMetricDataInput(value: unknown): value is GetMetricDataCommandInput {
  return typeof value === 'object' && value !== null && 'MetricDataQueries' in value;
}

/** As bytes: they are measured, signed and sent without another copy on the heap. */
function toWire({ StartTime, EndTime, MetricDataQueries = [], ...rest }: GetMetricDataCommandInput): Uint8Array {
  const around = JSON.stringify({ StartTime: secondsOf(StartTime), EndTime: secondsOf(EndTime), ...rest, MetricDataQueries: [] });
  return Buffer.from(`${around.slice(0, -2)}${writeQueries(MetricDataQueries)}]}`);
}

function secondsOf(time: Date | undefined): number | undefined {
  return time === undefined ? undefined : time.getTime() / 1000;
}
