/** The world, passed in: nothing in core or in an agent reaches for a clock, a file or a socket by itself. */

export interface Clock {
  /** Wall time, epoch ms. */
  nowMs(): number;
  /** Never goes back, unaffected by clock changes; only differences mean anything. */
  monotonicMs(): number;
  /** Rejects with an AbortError when the signal aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets the event loop serve everyone else once. */
  breathe(): Promise<void>;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** Constant message, variable fields. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Log;
}

/** Counters and gauges about the agent itself. */
export interface SelfMetrics {
  add(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  set(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Most bytes of reply that are read; default 64 KiB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** A small client for small replies. Redirects are not followed; any status resolves; network trouble rejects. Never uses a proxy. */
export type Http = (url: string, request: HttpRequest) => Promise<HttpReply>;

/** Read-only files. Every method rejects with the platform's own error (`code: 'ENOENT'`, …). */
export interface Files {
  readText(path: string, maxBytes?: number): Promise<string>;
  list(path: string): Promise<string[]>;
  realpath(path: string): Promise<string>;
  /** Size and free space of the file system that holds `path`. */
  space(path: string): Promise<{ readonly sizeBytes: number; readonly freeBytes: number; readonly availableBytes: number }>;
}

export interface Ports {
  readonly clock: Clock;
  readonly http: Http;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** 0 <= x < 1. */
  readonly random: () => number;
  readonly files: Files;
  /** `process.platform`. */
  readonly platform: string;
}
