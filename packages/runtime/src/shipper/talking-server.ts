import type { Batch, Delivery, Sink } from '@openfinops/core';
import { toDelivery } from '../server/outcomes.ts';
import type { ServerReply } from '../server/reply.ts';
import type { Registration } from './registration.ts';

/** What a server says to one request. Unset: 200, and our own confirmation. */
export interface Said {
  readonly status?: number;
  readonly body?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** For tests: a server's replies, read by the product's own table, without a network. */
export interface TalkingServer {
  readonly sink: Sink;
  readonly registration: Registration;
  /** Every body that came, `register` for a registration. */
  readonly heard: readonly string[];
  /** Records of every body that was taken, in order. */
  readonly taken: readonly string[];
}

const YES = '{"status":"success","message":"Telemetry data received"}';
const URL = 'http://127.0.0.1:8080/api/v1/telemetry/ingest';

export function createTalkingServer(
  answer: (batch: Batch, no: number) => Said,
  answerRegistration: (no: number) => Said = () => ({}),
): TalkingServer {
  const heard: string[] = [];
  const taken: string[] = [];
  let ingests = 0;
  let registrations = 0;
  const read = ({ status = 200, body = YES, headers = {} }: Said): Delivery => toDelivery({ status, body, headers } satisfies ServerReply, URL, 0);
  return {
    heard,
    taken,
    sink: {
      name: 'talking',
      async deliver(batch) {
        heard.push(batch.id);
        ingests += 1;
        const delivery = read(answer(batch, ingests));
        if (delivery.status === 'accepted' || delivery.status === 'partial') taken.push(...namesIn(batch));
        return delivery;
      },
      close: async () => {},
    },
    registration: {
      async ensure(_signal, anew = false) {
        if (!anew) return { status: 'accepted' };
        heard.push('register');
        registrations += 1;
        return read(answerRegistration(registrations));
      },
      keepAlive: async () => {},
    },
  };
}

/** For tests: a batch of charges by their names, each of about so many bytes. */
export function chargesBatch(id: string, names: readonly string[], bytes = 10): Batch {
  const charges = names.map((name) => ({ id: name, pad: 'x'.repeat(bytes) }));
  const json = JSON.stringify({ metrics: { kind: 'cost', batch_id: id, resources: [], charges }, events: [], traces: [] });
  return { id, kind: 'cost', cycleId: 'cycle-1', part: 1, expiresMs: null, records: names.length, json };
}

export function namesIn({ json }: Batch): string[] {
  const { metrics } = JSON.parse(json) as { readonly metrics: { readonly charges?: readonly { readonly id: string }[] } };
  return (metrics.charges ?? []).map(({ id }) => id);
}
