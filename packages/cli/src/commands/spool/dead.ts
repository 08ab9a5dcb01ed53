import { type DeadLetter, listDead } from '@openfinops/runtime';
import type { Io } from '../../io.ts';
import type { Column } from '../../render/columns.ts';
import { formatCount, UNKNOWN } from '../../render/format-numbers.ts';
import { cleanText } from '../../render/text.ts';
import type { AnyConfig } from '../../settings.ts';
import { findSpools, reading } from './find-spools.ts';
import { formatTime, timeToJson } from './format-spool.ts';
import { printSpools, type SpoolFormat } from './print-spools.ts';

/** `spool dead`: every batch that the server refused for good, when, and why. */
export async function printDead(config: AnyConfig, format: SpoolFormat, io: Io): Promise<number> {
  const letters: { readonly provider: string; readonly letter: DeadLetter }[] = [];
  for (const { provider, spool } of await findSpools(config)) {
    for (const letter of await reading(spool.dir, () => listDead(spool.dir))) letters.push({ provider, letter });
  }
  await printSpools(io, format, {
    document: { state: config.state, dead: letters.map(({ provider, letter }) => toJson(provider, letter)) },
    columns: COLUMNS,
    rows: letters.map(({ provider, letter }) => toTexts(provider, letter).map((text) => ({ text }))),
    none: `Nothing was refused: there are no dead letters in ${cleanText(config.state)}.`,
  });
  return 0;
}

const COLUMNS: readonly Column[] = [
  { title: 'ID', align: 'left', priority: 0 },
  { title: 'PROVIDER', align: 'left', priority: 2 },
  { title: 'KIND', align: 'left', priority: 1 },
  { title: 'RECORDS', align: 'right', priority: 1 },
  { title: 'SPOOLED', align: 'left', priority: 3 },
  { title: 'REFUSED', align: 'left', priority: 1 },
  { title: 'TRIES', align: 'right', priority: 3 },
  { title: 'WHY', align: 'left', priority: 0, minWidth: 20 },
];

function toTexts(provider: string, { id, kind, records, spooledMs, diedMs, attempts, reason }: DeadLetter): string[] {
  const tries = attempts === null ? UNKNOWN : formatCount(attempts);
  const why = reason === null ? `${UNKNOWN} (its note is lost)` : cleanText(reason);
  return [cleanText(id), provider, kind, formatCount(records), formatTime(spooledMs), formatTime(diedMs), tries, why];
}

function toJson(provider: string, { id, kind, records, bytes, spooledMs, diedMs, attempts, reason }: DeadLetter): Record<string, unknown> {
  const times = { spooled: timeToJson(spooledMs), refused: timeToJson(diedMs) };
  return { provider, id, kind, records, bytes, ...times, attempts, reason };
}
