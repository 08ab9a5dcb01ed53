import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { TestCertificate } from '../../../packages/testing/src/certificates.ts';

/** What stands before the server: it ends TLS and hands on what comes, always at the same port. */
export interface TlsFront {
  readonly port: number;
  /** Addresses of this machine at which connections came. */
  readonly addresses: ReadonlySet<string>;
  /** From the next connection on; what is open comes to its own end. */
  serve(certificate: TestCertificate, options?: TlsOptions): void;
  /** The same by the same server, as one does it that renews its certificate. */
  rotate(certificate: TestCertificate): void;
  /** No TLS at all. */
  servePlain(): void;
  close(): Promise<void>;
}

/** Listens at every loopback address. @param upstreamPort of the server, on this machine */
export async function openTlsFront(certificate: TestCertificate, upstreamPort: number): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  const addresses = new Set<string>();
  const hold = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  const handOn = (socket: Socket): void => {
    const upstream = hold(connect(upstreamPort, '127.0.0.1'));
    hold(socket).pipe(upstream).pipe(socket);
    socket.on('close', () => upstream.destroy());
  };
  const startTls = ({ cert, key }: TestCertificate, options: TlsOptions = {}) => {
    const server = createTlsServer({ cert, key, ...options }, handOn);
    return server.on('tlsClientError', () => {});
  };
  let secure = startTls(certificate);
  let take = (socket: Socket): void => void secure.emit('connection', socket);

  // One listener for all times: there is no moment at which nobody listens.
  const listener = createServer((socket) => {
    addresses.add(socket.localAddress ?? '');
    take(hold(socket));
  });
  await new Promise<void>((resolve) => listener.listen(0, '0.0.0.0', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    addresses,
    serve(shown, options) {
      secure = startTls(shown, options);
      take = (socket) => void secure.emit('connection', socket);
    },
    rotate: ({ cert, key }) => secure.setSecureContext({ cert, key }),
    servePlain() {
      take = handOn;
    },
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
