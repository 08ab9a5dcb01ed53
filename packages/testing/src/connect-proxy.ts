import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface ConnectProxy {
  readonly port: number;
  /** `CONNECT host:port` or `GET http://…` of every request, in order. */
  readonly requests: readonly string[];
  /** Headers of each. */
  readonly headers: readonly IncomingMessage['headers'][];
  /** From the next request on; tunnels that are open stay. */
  become(options: ConnectProxyOptions): void;
  /** Listens no more; tunnels that are open stay. */
  goDown(): void;
  /** Listens again at the same port. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** `user:password` that a request must bring. */
  readonly credentials?: string;
  /** What every CONNECT is answered with; undefined: a tunnel. */
  readonly status?: number;
  /** Where every tunnel leads, whatever was asked for; undefined: there. */
  readonly leadsTo?: number;
}

/** A proxy on 127.0.0.1 that opens tunnels and does nothing else. */
export async function createConnectProxy(first: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const requests: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const sockets = new Set<Socket>();
  let options = first;
  let server: Server | undefined;
  let port = 0;

  const note = (incoming: IncomingMessage): void => {
    requests.push(`${incoming.method} ${incoming.url}`);
    headers.push(incoming.headers);
  };
  const hold = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  const openTunnel = (incoming: IncomingMessage, socket: Socket): void => {
    const { hostname, port: wanted } = new URL(`http://${incoming.url}`);
    const { leadsTo } = options;
    const upstream = hold(connect({ host: leadsTo === undefined ? hostname : '127.0.0.1', port: leadsTo ?? Number(wanted || 80) }));
    upstream.on('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => refuse(socket, 502));
  };
  const comeBack = async (): Promise<void> => {
    const next = createServer((incoming, response) => {
      note(incoming);
      response.writeHead(405).end();
    });
    next.on('connection', hold);
    next.on('connect', (incoming, socket: Socket) => {
      note(incoming);
      const refusal = refusalOf(incoming, options);
      if (refusal === undefined) openTunnel(incoming, socket);
      else refuse(socket, refusal);
    });
    await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve));
    port = (next.address() as AddressInfo).port;
    server = next;
  };

  await comeBack();
  return {
    port,
    requests,
    headers,
    become(next) {
      options = next;
    },
    goDown: () => void server?.close(),
    comeBack,
    close: async () => {
      server?.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** undefined: it may pass. */
function refusalOf({ headers }: IncomingMessage, { credentials, status }: ConnectProxyOptions): number | undefined {
  if (credentials === undefined) return status;
  return headers['proxy-authorization'] === `Basic ${Buffer.from(credentials).toString('base64')}` ? status : 407;
}

function refuse(socket: Socket, status: number): void {
  socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
}
