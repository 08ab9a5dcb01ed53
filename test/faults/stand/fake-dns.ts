import { createSocket } from 'node:dgram';

/** What every name leads to: these IPv4 addresses, nothing at all (`unknown`), a failure (`failing`), or no answer ever (`silent`). */
export type DnsAnswer = readonly string[] | 'unknown' | 'failing' | 'silent';

export interface FakeDns {
  /** Questions so far. */
  asked(): number;
  answer(next: DnsAnswer): void;
  close(): Promise<void>;
}

const RCODES = { answered: 0, failing: 2, unknown: 3 };
const HEADER_BYTES = 12;
const TYPE_A = 1;
const TTL_S = 5;

/** A name server on a loopback address, at the port that resolvers ask: that takes root. */
export async function startFakeDns(host: string, first: DnsAnswer): Promise<FakeDns> {
  const socket = createSocket('udp4');
  let current = first;
  let asked = 0;
  socket.on('message', (question, { address, port }) => {
    asked += 1;
    if (current !== 'silent') socket.send(replyTo(question, current), port, address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(53, host, resolve);
  });
  return {
    asked: () => asked,
    answer(next) {
      current = next;
    },
    close: () => new Promise((resolve) => socket.close(resolve)),
  };
}

/** RFC 1035: the question again, and an answer for each address. */
function replyTo(question: Buffer, answer: Exclude<DnsAnswer, 'silent'>): Buffer {
  const endOfName = question.indexOf(0, HEADER_BYTES) + 1;
  const asked = question.subarray(HEADER_BYTES, endOfName + 4);
  const isV4 = question.readUInt16BE(endOfName) === TYPE_A;
  const addresses = typeof answer === 'string' || !isV4 ? [] : answer;
  const header = Buffer.alloc(HEADER_BYTES);
  question.copy(header, 0, 0, 2);
  // A response, recursion asked for and available.
  header.writeUInt16BE(0x8180 | (typeof answer === 'string' ? RCODES[answer] : RCODES.answered), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([header, asked, ...addresses.map(recordOf)]);
}

/** Of the name at offset 12, which is the one that was asked for. */
function recordOf(address: string): Buffer {
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(0xc00c, 0);
  fixed.writeUInt16BE(TYPE_A, 2);
  fixed.writeUInt16BE(1, 4);
  fixed.writeUInt32BE(TTL_S, 6);
  fixed.writeUInt16BE(4, 10);
  return Buffer.concat([fixed, Buffer.from(address.split('.').map(Number))]);
}
