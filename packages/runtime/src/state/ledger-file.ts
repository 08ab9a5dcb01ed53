import { createHash } from 'node:crypto';
import { type Ledger, messageOf, type Problem, type ScopeId, type Track } from '@openfinops/core';
import { writeAtomically } from './atomic-write.ts';
import { decodeHeader, decodeTrack, encodeHeader, encodeTrack } from './ledger-lines.ts';
import { openLine, sealLine } from './sealed-line.ts';
import { codeOf, type StateIo } from './state-io.ts';

/**
 * One scope's ledger as a file of lines, each with its checksum: a header, one line per track, and the header again. A bad line costs its own
 * track, a bad header nothing; a file of a newer version is left alone, as if there were no memory.
 */
const LEDGER_SCHEMA = 'openfinops.ledger/1';
export const LEDGER_SUFFIX = '.ledger';

/** Written at once: small enough for the loop to breathe, large enough to be quick. */
const CHUNK_CHARS = 65_536;

type Header = ReturnType<typeof decodeHeader>;

/** What a ledger file gave; null: nothing that can be used. */
export interface LedgerReading {
  readonly ledger: Ledger | null;
  readonly problems: readonly Problem[];
}

/** `aws/1234/us-west-2/ec2` -> `aws+1234+us-west-2+ec2.ledger`; whatever is no plain lower-case name becomes its hash. */
export function ledgerFileName(scope: ScopeId): string {
  const parts = scope.split('/');
  const isPlain = scope.length <= 180 && parts.every((part) => /^[a-z0-9][a-z0-9._-]*$/.test(part));
  const name = isPlain ? parts.join('+') : createHash('sha256').update(scope).digest('hex');
  return `${name}${LEDGER_SUFFIX}`;
}

/** Throws STATE_UNWRITABLE; the old file is then still whole. */
export async function writeLedger(path: string, ledger: Ledger, io: StateIo): Promise<void> {
  await writeAtomically(path, chunksOf(ledger), io);
}

/** Never throws for the file's content: what cannot be read is a problem. */
export async function readLedger(path: string, io: StateIo): Promise<LedgerReading> {
  let file: Awaited<ReturnType<StateIo['open']>>;
  try {
    file = await io.open(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { ledger: null, problems: [] };
    return { ledger: null, problems: [lostFile(path, messageOf(error))] };
  }
  try {
    return await readLines(path, linesOf(file.createReadStream({ encoding: 'utf8' })));
  } catch (error) {
    return { ledger: null, problems: [lostFile(path, messageOf(error))] };
  } finally {
    await file.close().catch(() => {});
  }
}

function* chunksOf(ledger: Ledger): Generator<string> {
  const header = `${sealLine(encodeHeader(LEDGER_SCHEMA, ledger))}\n`;
  let chunk = header;
  for (const [key, track] of ledger.tracks) {
    chunk += `${sealLine(encodeTrack(key, track))}\n`;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk + header;
}

async function readLines(path: string, lines: AsyncIterable<string>): Promise<LedgerReading> {
  let header: Header | undefined;
  const tracks = new Map<string, Track>();
  const badLines: number[] = [];
  let lineNo = 0;
  for await (const line of lines) {
    lineNo += 1;
    if (lineNo === 1 && isOfOtherSchema(line)) return { ledger: null, problems: [lostFile(path, `this agent reads ${LEDGER_SCHEMA} alone`)] };
    const read = readLine(line);
    if (read === undefined) badLines.push(lineNo);
    else if ('header' in read) header = read.header;
    else tracks.set(...read.entry);
  }
  if (lineNo === 0) return { ledger: null, problems: [lostFile(path, 'it is empty')] };
  if (header === undefined) return { ledger: null, problems: [lostFile(path, 'it has no ledger header')] };
  return toReading(path, header, tracks, badLines);
}

/** Split at \n alone: JSON leaves the other line ends of Unicode as they are inside names. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function toReading(path: string, header: Header, tracks: Map<string, Track>, badLines: readonly number[]): LedgerReading {
  const { scope, absent } = header.ledger;
  const lost = header.trackCount - tracks.size;
  const ledger = { ...header.ledger, absent: lost > 0 ? doubt(absent) : absent, tracks };
  if (lost <= 0 && badLines.length === 0) return { ledger, problems: [] };
  const where =
    badLines.length === 0 ? 'the file ends early' : `line ${badLines.slice(0, 3).join(', ')}${badLines.length > 3 ? ', …' : ''} cannot be read`;
  const message = `${path}: ${where}; the running time of ${lost} of ${header.trackCount} meters is remembered no more`;
  const hint = 'What the provider proves is claimed again; the rest of that time is reported as unknown.';
  return { ledger, problems: [{ stage: 'discover', code: 'SOURCE_GARBLED', scope, message, hint }] };
}

/** A lost track looks like a newcomer: then nothing may be said of the time that newcomers were absent. */
function doubt(absent: Ledger['absent']): Ledger['absent'] {
  return absent === null ? null : { ...absent, idle: false, unknown: [{ fromMs: absent.sinceMs, toMs: absent.seenMs }] };
}

function isOfOtherSchema(line: string): boolean {
  const [, schema = LEDGER_SCHEMA] = /"schema":"(openfinops\.ledger\/\d{1,4})"/.exec(line.slice(0, 200)) ?? [];
  return schema !== LEDGER_SCHEMA;
}

/** undefined: it cannot be read. */
function readLine(line: string): { readonly header: Header } | { readonly entry: ReturnType<typeof decodeTrack> } | undefined {
  try {
    const json = openLine(line);
    return json.startsWith('{"schema"') ? { header: decodeHeader(json) } : { entry: decodeTrack(json) };
  } catch {
    return undefined;
  }
}

function lostFile(path: string, why: string): Problem {
  const hint = 'The agent goes on without this memory; it is written anew.';
  return { stage: 'discover', code: 'SOURCE_GARBLED', scope: null, message: `${path} cannot be used: ${why}`, hint };
}
