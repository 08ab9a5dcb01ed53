import type { Log } from '@openfinops/core';
import { createLog, type LoadedConfig } from '@openfinops/runtime';
import type { Io } from './io.ts';
import { wantsColour } from './render/colour.ts';
import type { Progress } from './render/progress.ts';
import type { AnyConfig } from './settings.ts';

/** The log of a single look. Its problems stand under the table: unless told otherwise, the log says only what is worse than news. */
export async function createOnceLog({ value, sources }: LoadedConfig<AnyConfig>, io: Io, progress: Progress | undefined): Promise<Log> {
  const level = sources.get('logLevel') === 'default' ? 'warn' : value.logLevel;
  const write = (text: string): void => {
    if (progress) progress.above(text);
    else void io.err.write(text).catch(() => {});
  };
  return await createLog({ level, pretty: io.err.isTty, colour: wantsColour(io.err.isTty, io.env), destination: { write } });
}
