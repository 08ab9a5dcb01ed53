import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { AwsFault } from './faults.ts';
import type { Random } from './random.ts';
import type { Reply } from './reply.ts';

export interface Sending {
  readonly faults: readonly AwsFault[];
  /** For the `Date` header. */
  readonly nowMs: number;
  readonly latency: 'real' | 'none';
  readonly chunkBytes: number | 'random' | undefined;
  readonly random: Random;
}

/** Longest piece where lengths are drawn. */
const MAX_RANDOM_BYTES = 20_000;

/** Sends a reply as late, in as many pieces and as incompletely as it is told. */
export async function sendReply(response: ServerResponse, reply: Reply, sending: Sending): Promise<void> {
  const { faults, nowMs, latency } = sending;
  if (faults.some(({ type }) => type === 'hang')) return;
  if (latency === 'real') await setTimeout(reply.latencyMs ?? 0);
  if (response.destroyed) return;
  if (faults.some(({ type }) => type === 'reset')) {
    response.destroy();
    return;
  }
  let bytes: Buffer = Buffer.from(reply.body);
  for (const fault of faults) if (fault.type === 'rewrite-bytes') bytes = fault.rewrite(bytes);
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'content-length': bytes.length,
    date: new Date(nowMs).toUTCString(),
    'x-amzn-requestid': '00000000-0000-4000-8000-000000000000',
    ...reply.headers,
  });
  const broken = faults.find((fault) => fault.type === 'cut' || fault.type === 'stall');
  if (broken !== undefined) {
    await write(response, bytes.subarray(0, Math.floor(bytes.length * broken.atRatio)));
    if (broken.type === 'cut') response.destroy();
    return;
  }
  for (const piece of piecesOf(bytes, sending)) await write(response, piece);
  response.end();
}

function* piecesOf(bytes: Buffer, { chunkBytes, random }: Sending): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const length = chunkBytes === 'random' ? 1 + Math.floor(random() * MAX_RANDOM_BYTES) : (chunkBytes ?? bytes.length);
    yield bytes.subarray(from, from + length);
    from += length;
  }
}

/** Resolves once the piece is on its way, so that the next one is another packet. */
function write(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.write(piece, () => {
      response.off('close', resolve);
      resolve();
    });
  });
}
