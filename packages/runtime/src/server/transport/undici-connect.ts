import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { ConnectFailure } from './connect-failure.ts';
import type { Connector } from './connector.ts';

/** Our own way to the server, as undici asks for one. */
export function connectWith(connector: Connector, onOpen: (socket: Socket) => void): buildConnector.connector {
  return ({ protocol, host }, done) => {
    connector.connect(new URL(`${protocol}//${host}`)).then(
      (socket) => {
        onOpen(socket);
        if (socket.destroyed) done(new ConnectFailure('connect', 'ECONNRESET'), null);
        else done(null, socket);
      },
      (error: Error) => done(error, null),
    );
  };
}

/** What sockets said before they ended. */
export interface LastWords {
  listenTo(socket: Socket): void;
  /** The reason that the socket of an error gave, else the error. */
  before(error: unknown): unknown;
}

/** A server that refuses a client certificate says so when TLS 1.3 is long up: undici tells of the end alone, the socket of the reason before. */
export function createLastWords(): LastWords {
  let last: { readonly localPort: number | undefined; readonly error: unknown } | undefined;
  return {
    listenTo(socket) {
      const { localPort } = socket;
      socket.once('error', (error) => {
        last = { localPort, error };
      });
    },
    before(error) {
      const { localPort } = (error as { readonly socket?: { readonly localPort?: number } }).socket ?? {};
      return localPort !== undefined && last?.localPort === localPort ? last.error : error;
    },
  };
}
