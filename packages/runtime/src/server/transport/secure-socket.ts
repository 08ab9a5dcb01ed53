import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { ConnectFailure } from './connect-failure.ts';
import { untilEvent } from './open-socket.ts';
import { type PeerCertificate, readPeerCertificates } from './peer-certificates.ts';

export interface SecureTarget {
  /** The name that the server's certificate must be for. */
  readonly hostname: string;
  readonly context: SecureContext;
  readonly timeoutMs: number;
  /** undefined: through no proxy. */
  readonly proxy?: string | undefined;
  /** false only where nothing is sent that anybody may not see, and nothing that comes back is believed. */
  readonly isVerified?: boolean;
}

/** TLS over a connection. Rejects with a ConnectFailure of the stage `tls` that has the certificates the server showed; then the socket is gone. */
export async function secureSocket(socket: Socket, { hostname, context, timeoutMs, proxy, isVerified = true }: SecureTarget): Promise<TLSSocket> {
  const secured = connect({
    socket,
    secureContext: context,
    // An address is checked against the certificate too, but is no name to ask for.
    ...(isIP(hostname) === 0 ? { servername: hostname } : { host: hostname }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: isVerified,
  });
  let chain: readonly PeerCertificate[] = [];
  // Before Node's own listener, which ends the connection of a server that it does not trust, and with it what the server showed.
  secured.prependOnceListener('secure', () => {
    chain = readPeerCertificates(secured);
  });
  try {
    return await untilEvent(secured, 'secureConnect', timeoutMs, 'TLS_TIMEOUT');
  } catch (error) {
    if (!(error instanceof ConnectFailure)) throw error;
    throw new ConnectFailure('tls', error.platformCode, { cause: error.cause, chain, proxy });
  }
}
