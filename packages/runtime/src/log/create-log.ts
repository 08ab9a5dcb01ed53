import type { Log, LogFields } from '@openfinops/core';
import { scrubSecrets } from '../secret.ts';
import { formatLine } from './format-line.ts';
import { isLoud, type LineLevel, type LogLevel } from './levels.ts';
import { sanitize } from './sanitize.ts';

/** Where lines go: `process.stderr` or anything like it. */
export interface LogDestination {
  write(text: string): unknown;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Lines for a person instead of JSON. */
  readonly pretty?: boolean;
  /** Colours in lines for a person. */
  readonly colour?: boolean;
  /** Default: standard error, written before the call returns. */
  readonly destination?: LogDestination;
  /** Wall time, epoch ms. */
  readonly nowMs?: () => number;
}

/** Writes one line whose fields are clean. */
type LineWriter = (level: LineLevel, fields: Record<string, unknown>, message: string) => void;

/** The log of this process: JSON lines (pino, loaded here and not before), or lines for a person. Credentials are never written. */
export async function createLog(options: LogOptions): Promise<Log> {
  if (options.level === 'silent') return logOver(() => {}, 'silent', {});
  const write = options.pretty ? personWriter(options) : await jsonWriter(options);
  return logOver(write, options.level, {});
}

function logOver(write: LineWriter, threshold: LogLevel, bound: LogFields): Log {
  const at =
    (level: LineLevel) =>
    (fields: LogFields, message: string): void => {
      if (isLoud(level, threshold)) write(level, sanitize({ ...bound, ...fields }), scrubSecrets(message));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => logOver(write, threshold, { ...bound, ...fields }),
  };
}

function personWriter({ destination = process.stderr, colour = false, nowMs = Date.now }: LogOptions): LineWriter {
  return (level, fields, message) => {
    destination.write(formatLine({ level, atMs: nowMs(), message, fields }, colour));
  };
}

async function jsonWriter({ destination, nowMs = Date.now }: LogOptions): Promise<LineWriter> {
  const { pino } = await import('pino');
  const logger = pino(
    {
      level: 'debug',
      base: null,
      timestamp: () => `,"time":"${new Date(nowMs()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {},
    },
    destination ?? (await standardError()),
  );
  return (level, fields, message) => logger[level](fields, message);
}

/** A full disk or a reader that left costs lines of the log, never the process. */
async function standardError(): Promise<LogDestination> {
  const { pino } = await import('pino');
  const stream = pino.destination({ fd: 2, sync: true });
  stream.on('error', () => {});
  return stream;
}
