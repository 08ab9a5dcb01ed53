/** Where text goes. */
export interface Output {
  readonly isTty: boolean;
  /** Width of the terminal; undefined where there is none, or it does not tell. */
  readonly columns: number | undefined;
  /** Resolves once the text was taken. Rejects with the stream's error: EPIPE when the reader has left. */
  write(text: string): Promise<void>;
}

/** What a command needs of the process that it runs in. */
export interface Io {
  /** Data, and nothing else. */
  readonly out: Output;
  /** Logs, progress, errors. */
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly homeDir: string;
  readonly hostname: string;
  /** undefined where the platform has none. */
  readonly userId: number | undefined;
  /** Aborts when the user asks to stop. */
  readonly signal: AbortSignal;
  /** How the user asked; undefined: not yet. */
  readonly stoppedBy: () => 'SIGINT' | 'SIGTERM' | undefined;
}

/** One write for many short lines, but never one text for all of them. */
const CHUNK_CHARS = 65_536;

/** Writes lines as they come, waiting whenever the reader is slower. */
export async function writeLines(output: Output, lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_CHARS) continue;
    await output.write(chunk);
    chunk = '';
  }
  if (chunk !== '') await output.write(chunk);
}

/** True when the reader of a pipe has left (`… | head -1`): nobody wants the rest, and that is no failure. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 'EPIPE';
}
