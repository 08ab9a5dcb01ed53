/** Text on a terminal: how wide it is, how to shorten and wrap it, and what of it must never get there. */

/** C0 and C1 controls (escape sequences start with one), lone surrogates, line and paragraph separators, and marks that reorder or hide text. */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const ZERO_WIDTH = /^(?:\p{M}|\u200c|\u200d)$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]$|^\p{Emoji_Presentation}$/u;

/** The text on one line without anything that a terminal would obey: names and messages come from outside. */
export function cleanText(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replace(/[\r\n\t]+/g, ' ').replace(UNSAFE, '\ufffd');
}

/** Terminal columns that a clean text takes. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** At most `width` columns, the cut shown as `…`. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const char of text) {
    used += charWidth(char);
    if (used > width) break;
    kept += char;
  }
  return `${kept.trimEnd()}…`;
}

/** At most `width` columns, cut in the middle: names and ids that differ differ most often at their ends. */
export function truncateMiddle(text: string, width: number): string {
  const chars = [...text];
  if (displayWidth(text) <= width) return text;
  let tail = '';
  for (const char of chars.slice(1).reverse()) {
    if (displayWidth(char + tail) > Math.floor(width / 3)) break;
    tail = char + tail;
  }
  return truncate(text, width - displayWidth(tail)) + tail;
}

/**
 * Lines of at most `width` columns, broken at spaces; a longer word stands alone and unbroken, so that a path or an id can be copied.
 * @param first put before the first line
 * @param indent put before every other line
 */
export function wrapText(text: string, width: number, first = '', indent = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines;
}

function charWidth(char: string): number {
  if (ZERO_WIDTH.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}
