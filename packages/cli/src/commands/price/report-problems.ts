import type { Problem } from '@openfinops/core';
import { type Io, writeLines } from '../../io.ts';
import { cleanText } from '../../render/text.ts';

/** Files that could not be used, on stderr: the answer came without them. */
export async function reportProblems(problems: readonly Problem[], io: Io): Promise<void> {
  const lines = problems.flatMap(({ code, message, hint }) => [
    `warning ${code}: ${cleanText(message)}`,
    ...(hint === undefined ? [] : [`hint: ${cleanText(hint)}`]),
  ]);
  await writeLines(io.err, lines);
}
