import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createReferenceAnswers, type TelemetryRow } from '../../../packages/testing/src/reference-answers.ts';

/** What the server does with one ingested body. Unset fields: it stores and confirms at once. */
export interface OracleStep {
  readonly delayMs?: number;
  /** `reply`: it is stored, and the connection is cut before any answer; `body`: nothing is stored either. */
  readonly loses?: 'reply' | 'body';
  /** Answers by the very bytes, in its own time; nothing is stored. */
  readonly raw?: (socket: Socket) => void;
}

/** The central server of a fault row: the reference server's answers, scripted troubles, and a record of every body. */
export interface OracleServer {
  readonly url: string;
  /** Everything stored, as the reference server keeps it: nothing is deduped. */
  readonly rows: readonly TelemetryRow[];
  /** Stored bodies by batch id, in the order in which they came first. */
  readonly bodies: ReadonlyMap<string, string>;
  /** How often each batch was stored. */
  readonly stored: ReadonlyMap<string, number>;
  /** Batches whose confirmation was handed to the network. */
  readonly confirmed: ReadonlySet<string>;
  /** Batch ids that came again with another body: never right. */
  readonly changed: ReadonlySet<string>;
  /** Bodies whose answer never left: lost by script. */
  lostReplies(): number;
  /** From now on this is done with each body. */
  follow(script: (batchId: string) => OracleStep): void;
  /** Stops listening and cuts every connection. */
  goDown(): Promise<void>;
  /** Listens again at the same address. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startOracleServer(): Promise<OracleServer> {
  const { rows, answer } = createReferenceAnswers(Date.now);
  const bodies = new Map<string, string>();
  const stored = new Map<string, number>();
  const confirmed = new Set<string>();
  const changed = new Set<string>();
  let script: (batchId: string) => OracleStep = () => ({});
  let lostReplies = 0;
  let server: Server | undefined;
  let port = 0;

  const keep = (batchId: string, body: string): void => {
    if ((bodies.get(batchId) ?? body) !== body) changed.add(batchId);
    if (!bodies.has(batchId)) bodies.set(batchId, body);
    stored.set(batchId, (stored.get(batchId) ?? 0) + 1);
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '/', headers } = incoming;
    const body = await readBody(incoming);
    const batchId = path === '/api/v1/telemetry/ingest' ? batchIdOf(body) : undefined;
    const { delayMs = 0, loses, raw } = batchId === undefined ? {} : script(batchId);
    if (raw !== undefined) return raw(incoming.socket);
    if (loses === 'body') return void incoming.socket.destroy();
    const said = answer({ method, url: new URL(path, 'http://127.0.0.1'), headers, body });
    if (batchId !== undefined) keep(batchId, body);
    if (loses === 'reply') {
      lostReplies += 1;
      return void incoming.socket.destroy();
    }
    if (delayMs > 0) await sleep(delayMs);
    response.writeHead(said.status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(said.body));
    if (batchId !== undefined) confirmed.add(batchId);
  };
  const comeBack = async (): Promise<void> => {
    server = createServer((incoming, response) => {
      serve(incoming, response).catch(() => incoming.socket.destroy());
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const goDown = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      server?.close(() => resolve());
      server?.closeAllConnections();
    });
  };

  await comeBack();
  return {
    url: `http://127.0.0.1:${port}`,
    rows,
    bodies,
    stored,
    confirmed,
    changed,
    lostReplies: () => lostReplies,
    follow(next) {
      script = next;
    },
    goDown,
    comeBack,
    close: goDown,
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Throws SyntaxError on what is no JSON: our agent never sends such a thing. */
function batchIdOf(body: string): string {
  const { metrics } = JSON.parse(body) as { readonly metrics: { readonly batch_id: string } };
  return metrics.batch_id;
}
