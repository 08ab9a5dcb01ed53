import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, createReferenceAnswers, type ReferenceAnswers, type TelemetryRow } from './reference-answers.ts';

/** A fake of the reference server on loopback; it closes every connection after its reply, as the real one does. */
export interface ReferenceServer extends Pick<ReferenceAnswers, 'wipe' | 'setLocked'> {
  readonly url: string;
  /** Everything stored, oldest first. */
  readonly rows: readonly TelemetryRow[];
  /** Stops listening and cuts every connection; what was stored stays, as on disk. */
  kill(): Promise<void>;
  /** Listens again on the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface ReferenceServerOptions {
  /** Its clock, epoch ms. */
  readonly nowMs?: () => number;
  /** Whether the reply is lost after this row was stored. */
  readonly losesReply?: (row: TelemetryRow) => boolean;
}

export async function createReferenceServer(options: ReferenceServerOptions = {}): Promise<ReferenceServer> {
  const { nowMs = Date.now, losesReply = () => false } = options;
  const { rows, answer, wipe, setLocked } = createReferenceAnswers(nowMs);
  let server: Server;
  let port = 0;

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '/', headers } = incoming;
    const body = await readBody(incoming);
    const storedBefore = rows.length;
    const said = answer({ method, url: new URL(url, 'http://127.0.0.1'), headers, body });
    const stored = rows[storedBefore];
    if (stored !== undefined && losesReply(stored)) incoming.socket.destroy();
    else reply(response, said);
  };
  const listen = async () => {
    server = createServer((incoming, response) => {
      serve(incoming, response).catch(() => incoming.socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const kill = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  await listen();
  return { url: `http://127.0.0.1:${port}`, rows, wipe, setLocked, kill, restart: listen, close: kill };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  const isPage = typeof body === 'string';
  response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json', connection: 'close' });
  response.end(isPage ? body : JSON.stringify(body));
}
