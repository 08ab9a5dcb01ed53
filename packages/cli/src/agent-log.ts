import type { Log } from '@openfinops/core';
import { createLog } from '@openfinops/runtime';
import type { Io } from './io.ts';
import { wantsColour } from './render/colour.ts';
import type { AnyConfig } from './settings.ts';

/** The log of what runs until it is stopped: for people on a terminal, JSON lines elsewhere; always on stderr. */
export async function openLog({ logLevel }: Pick<AnyConfig, 'logLevel'>, io: Io): Promise<Log> {
  const write = (text: string): void => void io.err.write(text).catch(() => {});
  return await createLog({ level: logLevel, pretty: io.err.isTty, colour: wantsColour(io.err.isTty, io.env), destination: { write } });
}
