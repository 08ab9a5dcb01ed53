import type { LineLevel } from './levels.ts';

const CODES: Readonly<Record<LineLevel | 'dim', readonly [number, number]>> = {
  debug: [2, 22],
  info: [36, 39],
  warn: [33, 39],
  error: [31, 39],
  dim: [2, 22],
};

/**
 * One line for a person: `12:30:05Z warn   server does not answer  error.code=SERVER_UNREACHABLE`; an error's hint and a bug's stack follow on lines
 * of their own. Times are UTC. Nothing in a value can move the cursor or start a colour.
 * @param fields as `sanitize` left them
 */
export function formatLine(
  line: { level: LineLevel; atMs: number; message: string; fields: Readonly<Record<string, unknown>> },
  colour: boolean,
): string {
  const paint = (name: LineLevel | 'dim', text: string): string => (colour ? `\u001b[${CODES[name][0]}m${text}\u001b[${CODES[name][1]}m` : text);
  const pairs: string[] = [];
  const below: string[] = [];
  for (const [path, value] of flatten(line.fields)) {
    if (path.endsWith('stack')) below.push(...String(value).split('\n').slice(1).map(showText));
    else if (path.endsWith('hint')) below.push(`hint: ${showText(String(value))}`);
    else pairs.push(`${paint('dim', `${path}=`)}${showValue(value)}`);
  }
  const time = `${new Date(line.atMs).toISOString().slice(11, 19)}Z`;
  const head = `${paint('dim', time)} ${paint(line.level, line.level.padEnd(5))} ${line.message}`;
  const text = [pairs.length === 0 ? head : `${head}  ${pairs.join(' ')}`, ...below.map((entry) => `          ${entry.trim()}`)];
  return `${text.join('\n')}\n`;
}

/** `error.code` of `{ error: { code } }`; lists stay whole. */
function* flatten(fields: Readonly<Record<string, unknown>>, prefix = ''): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) yield* flatten(value as Record<string, unknown>, `${prefix}${name}.`);
    else yield [`${prefix}${name}`, value];
  }
}

function showValue(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"'\\=\p{C}]+$/u.test(value)) return value;
  return showText(JSON.stringify(value));
}

/** Control and format characters as escapes. */
function showText(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
