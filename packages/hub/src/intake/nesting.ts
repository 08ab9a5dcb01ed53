/** Deeper bodies are no telemetry, and the database reads no JSON deeper than a thousand levels. */
export const MAX_DEPTH = 20;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Whether a JSON text, as the bytes of its UTF-8, nests deeper than that; told from its brackets alone, before anything is parsed. */
export function isTooDeep(json: Uint8Array, maxDepth = MAX_DEPTH): boolean {
  let depth = 0;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (byte === QUOTE) index = endOfString(json, index);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

/** Where the closing quote stands, or beyond the end of a text that has none. */
function endOfString(json: Uint8Array, start: number): number {
  let end = start + 1;
  while (end < json.length && json[end] !== QUOTE) end += json[end] === BACKSLASH ? 2 : 1;
  return end;
}
