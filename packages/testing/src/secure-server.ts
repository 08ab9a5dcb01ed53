import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import type { TestCertificate } from './certificates.ts';

export interface SecureServer {
  readonly port: number;
  /** What it was posted and asked, in order. */
  readonly requests: readonly SecureRequest[];
  /** From the next connection on. */
  present(options: SecureContextOptions): void;
  close(): Promise<void>;
}

export interface SecureRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Common name of the certificate that the caller showed; null: none. */
  readonly caller: string | null;
}

export interface SecureServerOptions {
  /** Beside the certificate: versions, client certificates, … */
  readonly tls?: TlsOptions;
  /** Sent as the `Date` of every reply. */
  readonly date?: Date;
  readonly port?: number;
}

const CONFIRMATION = JSON.stringify({ status: 'success', message: 'Telemetry data received' });

/** A server on 127.0.0.1 that speaks TLS and confirms whatever it is posted. */
export async function createSecureServer({ cert, key }: TestCertificate, options: SecureServerOptions = {}): Promise<SecureServer> {
  const requests: SecureRequest[] = [];
  const server = createServer({ cert, key, ...options.tls }, (incoming, response) => {
    const { socket, method = '', headers } = incoming;
    const { CN } = 'getPeerCertificate' in socket ? ((socket as import('node:tls').TLSSocket).getPeerCertificate().subject ?? {}) : {};
    requests.push({ method, headers, caller: CN === undefined ? null : String(CN) });
    if (options.date !== undefined) response.setHeader('date', options.date.toUTCString());
    incoming.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(CONFIRMATION));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    present: (context) => server.setSecureContext({ ...options.tls, ...context }),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
