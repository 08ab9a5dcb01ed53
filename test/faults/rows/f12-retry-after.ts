import type { ServerStep } from '../../../packages/testing/src/scripted-server.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { makeCharges } from '../send-loop/made-charges.ts';
import { type LineRequest, openSendLine } from '../send-loop/send-line.ts';
import { sumTallies } from '../stand/conclude.ts';

const HOUR_MS = 3_600_000;
const WRONG_CLOCK_MS = 7 * HOUR_MS;
const LONGEST_OWN_MS = 300_000;

interface Wish {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Nothing may come sooner. */
  readonly leastMs: number;
  readonly mostMs: number;
}

/** A date counts from the reply's own, whatever the clocks of both sides say. */
const SAID_AT_MS = Date.UTC(2026, 10, 21, 6) + WRONG_CLOCK_MS;
const WISHES: readonly Wish[] = [
  { name: '30 s', headers: { 'retry-after': '30' }, leastMs: 30_000, mostMs: 36_000 },
  {
    name: 'a date in 200 s',
    headers: { date: new Date(SAID_AT_MS).toUTCString(), 'retry-after': new Date(SAID_AT_MS + 200_000).toUTCString() },
    leastMs: 200_000,
    mostMs: 240_000,
  },
  { name: '0', headers: { 'retry-after': '0' }, leastMs: 500, mostMs: LONGEST_OWN_MS },
  { name: 'less than nothing', headers: { 'retry-after': '-30' }, leastMs: 500, mostMs: LONGEST_OWN_MS },
  { name: '1e9 s', headers: { 'retry-after': '1000000000' }, leastMs: 0.9 * HOUR_MS, mostMs: HOUR_MS },
  { name: 'garbage', headers: { 'retry-after': 'in a while' }, leastMs: 500, mostMs: LONGEST_OWN_MS },
];

/** The server asks to be left alone in every way in which that can be said. */
export const retryAfter: FaultRow = {
  name: 'F12',
  title: 'the server asks to wait: Retry-After 30, a date, 0, negative, 1e9, garbage',
  times: { full: 60, quick: 6 },
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const tallies: FaultTally[] = [];
  for (const wish of WISHES) tallies.push(await askFor(wish, options));
  return sumTallies(tallies);
}

async function askFor({ name, headers, leastMs, mostMs }: Wish, { times, seed, tell }: FaultRun): Promise<FaultTally> {
  const share = times / WISHES.length;
  const waits: number[] = [];
  let askedMs: number | undefined;
  const script = ({ path, atMs }: LineRequest): ServerStep => {
    if (askedMs !== undefined) waits.push(atMs - askedMs);
    const asks = path === 'ingest' && askedMs === undefined && waits.length < share;
    askedMs = asks ? atMs : undefined;
    return asks ? { status: 429, headers, body: { error: 'Too many requests' } } : {};
  };
  const line = await openSendLine({ seed, script });
  try {
    for (let no = 0; no < share; no += 1) {
      await line.accept(makeCharges(5));
      await line.untilEmpty();
    }
    const [shortest, longest] = [Math.min(...waits), Math.max(...waits)];
    tell(`${name}: ${waits.length} times, left alone for ${shortest / 1000} to ${longest / 1000} s`);
    if (shortest < leastMs) throw new Error(`${name}: a request came after ${shortest} ms`);
    if (longest > mostMs) throw new Error(`${name}: nothing came for ${longest} ms`);
    return { runs: line.requests.length, ...line.settle(), happened: waits.length };
  } finally {
    await line.close();
  }
}
