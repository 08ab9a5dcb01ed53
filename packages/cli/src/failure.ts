import { AgentError, exitCodeOf, isAbort, messageOf } from '@openfinops/core';
import type { CommanderError } from 'commander';
import type { Io } from './io.ts';
import { isBrokenPipe } from './io.ts';
import { createPalette, wantsColour } from './render/colour.ts';
import { cleanText } from './render/text.ts';

const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143 } as const;
const BUG_HINT = 'This is a bug of ours. Please report it with the output of the same command and `--log-level debug`.';

/** Says on stderr what failed and what to do next. Returns the exit code of CLI.md. */
export async function reportFailure(error: unknown, argv: readonly string[], io: Io): Promise<number> {
  if (isBrokenPipe(error)) return 0;
  const stoppedBy = io.stoppedBy();
  if (stoppedBy !== undefined && isAbort(error)) return SIGNAL_EXIT[stoppedBy];
  const failure = toAgentError(error);
  const lines = renderFailure(failure, wantsColour(io.err.isTty, io.env));
  if (wantsStack(argv, io.env)) lines.push(String(error instanceof Error ? error.stack : error));
  // A reader of stderr that has left changes nothing of how it ended.
  await io.err.write(`${lines.join('\n')}\n`).catch(() => {});
  return exitCodeOf(failure);
}

/** `error CODE: what failed`, a line for each further one, then the hint. */
function renderFailure(failure: AgentError, isColoured: boolean): string[] {
  const palette = createPalette(isColoured);
  const [first = '', ...rest] = messageOf(failure).split('\n').map(cleanText);
  const title = palette.bad(`error ${failure.code}:`);
  const lines = rest.length === 0 ? [`${title} ${first}`] : [title, ...[first, ...rest].map((line) => `  ${line}`)];
  if (failure.hint !== undefined) lines.push(`hint: ${failure.hint.split('\n').map(cleanText).join('\n      ')}`);
  return lines;
}

/** Wrong usage, as commander words it, in our own form. */
export function usageError(error: CommanderError, help: string): AgentError {
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const meant = /Did you mean (.+)\?\)?$/.exec(suggestion ?? '')?.[1];
  const say = meant === undefined ? '' : `Did you mean ${meant}? `;
  return new AgentError('USAGE', first.replace(/\.$/, ''), { hint: `${say}See \`${help}\`.` });
}

function toAgentError(error: unknown): AgentError {
  if (error instanceof AgentError && (error.code !== 'INTERNAL' || error.hint !== undefined)) return error;
  return new AgentError('INTERNAL', messageOf(error), { hint: BUG_HINT });
}

/** Known before the flags are parsed: that may be what failed. */
function wantsStack(argv: readonly string[], env: Io['env']): boolean {
  const words = argv.flatMap((word) => word.split('='));
  const at = words.lastIndexOf('--log-level');
  return (at === -1 ? env.OPENFINOPS_LOG_LEVEL : words[at + 1]) === 'debug';
}
