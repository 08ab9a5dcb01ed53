import type { PeerCertificate } from './peer-certificates.ts';

/** Where on the way a connection failed; `proxy`: on the way to the proxy, or by its own refusal. */
export type ConnectStage = 'lookup' | 'proxy' | 'connect' | 'tls';

export interface ConnectFailureDetails {
  readonly cause?: unknown;
  /** `HTTPS_PROXY` and its `host:port`, where the way leads through one. */
  readonly proxy?: string | undefined;
  /** What the proxy answered instead of a tunnel. */
  readonly proxyStatus?: number | undefined;
  /** What the server showed, its own certificate first. */
  readonly chain?: readonly PeerCertificate[];
}

/** A connection that did not come about, and what was seen on the way. Its code has a name of its own, because undici acts on `code`. */
export class ConnectFailure extends Error {
  readonly stage: ConnectStage;
  /** The platform's code, or one of ours: `LOOKUP_TIMEOUT`, `METADATA_ADDRESS`, `CONNECT_TIMEOUT`, `TLS_TIMEOUT`, `PROXY_TIMEOUT`, `PROXY_STATUS`. */
  readonly platformCode: string;
  readonly proxy: string | undefined;
  readonly proxyStatus: number | undefined;
  readonly chain: readonly PeerCertificate[];

  constructor(stage: ConnectStage, platformCode: string, { cause, proxy, proxyStatus, chain = [] }: ConnectFailureDetails = {}) {
    super(`${stage} failed: ${platformCode}`, { cause });
    this.name = 'ConnectFailure';
    this.stage = stage;
    this.platformCode = platformCode;
    this.proxy = proxy;
    this.proxyStatus = proxyStatus;
    this.chain = chain;
  }
}

/** The platform's code of an error; undefined: it has none, and is no trouble of the network. */
export function platformCodeOf(error: unknown): string | undefined {
  if (error instanceof TypeError || error instanceof RangeError) return undefined;
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The failure that an error of this stage means. Throws what is no trouble of the network. */
export function toConnectFailure(stage: ConnectStage, error: unknown, details: Omit<ConnectFailureDetails, 'cause'> = {}): ConnectFailure {
  if (error instanceof ConnectFailure) return error;
  const code = platformCodeOf(error);
  if (code === undefined) throw error;
  return new ConnectFailure(stage, code, { ...details, cause: error });
}
