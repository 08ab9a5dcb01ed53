import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the server does with one request. Unset fields: 200, our own confirmation, at once. */
export interface ServerStep {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is; anything else as JSON. */
  readonly body?: unknown;
  readonly delayMs?: number;
  /** `at-once`: cut without an answer; `mid-body`: after half of the body; `never`: no answer, not even a cut; `stall`: half of the body and no more. */
  readonly cut?: 'at-once' | 'mid-body' | 'never' | 'stall';
  /** Answers by the very bytes, which need be no HTTP, and in its own time. */
  readonly raw?: (socket: Socket) => void;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

/** The next step by request, or a list of which the last step repeats. */
export type ServerScript = readonly ServerStep[] | ((request: RecordedRequest, index: number) => ServerStep);

const CONFIRMATION = { status: 'success', message: 'Telemetry data received' };

/** A loopback server that does what the script says, request by request, and remembers what it was sent. */
export async function createScriptedServer(script: ServerScript = [{}]): Promise<ScriptedServer> {
  const requests: RecordedRequest[] = [];
  const stepOf = (request: RecordedRequest, index: number): ServerStep =>
    typeof script === 'function' ? script(request, index) : (script[Math.min(index, script.length - 1)] ?? {});

  const server = createServer((incoming, response) => {
    const serve = async () => {
      const request = await record(incoming);
      const index = requests.push(request) - 1;
      await perform(stepOf(request, index), incoming, response);
    };
    serve().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(chunks) };
}

async function perform(step: ServerStep, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status = 200, headers = {}, body = CONFIRMATION, delayMs = 0, cut, raw } = step;
  if (delayMs > 0) await sleep(delayMs);
  if (raw !== undefined) return raw(incoming.socket);
  if (cut === 'never') return;
  if (cut === 'at-once') {
    incoming.socket.destroy();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  if (cut === undefined) {
    response.end(text);
    return;
  }
  response.write(text.slice(0, text.length / 2));
  if (cut === 'stall') return;
  await sleep(20);
  incoming.socket.destroy();
}
