/** A reply of GetMetricData as it is on the wire; results may be read once or often. */
export interface MetricDataReply {
  readonly MetricDataResults?: Iterable<unknown>;
  readonly NextToken?: unknown;
}

/** Shorter replies are parsed in one go. */
const LONG_BYTES = 16 * 1024;

/** Results parsed together: of few the parser's start is felt, of many the memory. */
const AT_ONCE = 32;

const RESULTS = '"MetricDataResults"';
const BROKEN_OFF = 'the reply ends inside its list of results';
const [QUOTE, ZERO, NINE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x22, 0x30, 0x39, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d] as const;

/**
 * The reply of GetMetricData, as `JSON.parse` reads it, but the results of a long one are decoded and parsed while they are read: the texts and
 * thousands of numbers of many calls under way are never on the heap together. Throws SyntaxError, as reading the results may.
 */
export function parseReply(bytes: Buffer): MetricDataReply {
  const fromAt = bytes.length < LONG_BYTES ? -1 : startOfResults(bytes);
  if (fromAt === -1) return JSON.parse(bytes.toString('utf8')) as MetricDataReply;
  const { bounds, endAt } = findItems(bytes, fromAt);
  const rest = JSON.parse(bytes.toString('utf8', 0, fromAt) + bytes.toString('utf8', endAt)) as MetricDataReply;
  return { ...rest, MetricDataResults: { [Symbol.iterator]: () => parseItems(bytes, bounds) } };
}

function* parseItems(bytes: Buffer, bounds: readonly number[]): Generator<unknown> {
  for (let index = 0; index < bounds.length; index += 2 * AT_ONCE) {
    const last = Math.min(index + 2 * AT_ONCE, bounds.length) - 1;
    yield* parseTogether(bytes.toString('utf8', bounds[index], bounds[last]));
  }
}

/** Inside a text a quote has a backslash before it, so that what is found is never part of one. */
const TIMES = /"Timestamps":(\[[-+.,\deE]*\])/;
const SAME = '=';
const SAME_TIMES = `"Timestamps":"${SAME}"`;

/**
 * Results have the same times nearly always, and these take as long to parse as the rest: equal texts are parsed once and become one array.
 * @param json of items, as they stand between the brackets of their list
 */
function parseTogether(json: string): readonly unknown[] {
  const [text, times] = TIMES.exec(json) ?? [];
  if (text === undefined || times === undefined || json.includes(SAME_TIMES)) return JSON.parse(`[${json}]`) as unknown[];
  const parts = json.split(text);
  // Brackets around a part and not around all of it, which would be copied once more.
  parts[0] = `[${parts[0]}`;
  parts.push(`${parts.pop()}]`);
  const items = JSON.parse(parts.join(SAME_TIMES)) as { Timestamps?: unknown }[];
  const shared = JSON.parse(times) as unknown;
  let left = parts.length - 1;
  for (const item of items) {
    if (item.Timestamps !== SAME) continue;
    item.Timestamps = shared;
    left -= 1;
  }
  // Some stood elsewhere than in a result.
  return left === 0 ? items : (JSON.parse(`[${json}]`) as unknown[]);
}

/** Behind the bracket that opens the list; -1: there is none. */
function startOfResults(bytes: Buffer): number {
  const nameAt = bytes.indexOf(RESULTS);
  if (nameAt === -1) return -1;
  const openAt = bytes.indexOf(OPEN_LIST, nameAt);
  const between = openAt === -1 ? '' : bytes.toString('utf8', nameAt + RESULTS.length, openAt);
  return /^\s*:\s*$/.test(between) ? openAt + 1 : -1;
}

/** Where the items of a list of objects begin and end, and where the list does. No byte of a longer character looks like one of these. */
function findItems(bytes: Buffer, fromAt: number): { readonly bounds: readonly number[]; readonly endAt: number } {
  const bounds: number[] = [];
  let depth = 0;
  let isText = false;
  for (let at = fromAt; at < bytes.length; at += 1) {
    const code = bytes[at];
    if (code === QUOTE) isText = !isText;
    else if (isText) at += code === BACKSLASH ? 1 : 0;
    else if (code === OPEN_LIST && depth > 0 && isDigit(bytes[at + 1])) at = endOfNumbers(bytes, at);
    else if (code === OPEN || code === OPEN_LIST) {
      if (depth === 0) bounds.push(at);
      depth += 1;
    } else if (code === CLOSE_LIST && depth === 0) return { bounds, endAt: at };
    else if (code === CLOSE || code === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) bounds.push(at + 1);
    }
  }
  throw new SyntaxError(BROKEN_OFF);
}

/** The bracket that closes a list of numbers; of anything else that begins with a number the parser will make nothing. */
function endOfNumbers(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(CLOSE_LIST, at);
  if (end === -1) throw new SyntaxError(BROKEN_OFF);
  return end;
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code <= NINE;
}
