/** Longest text of a record, in UTF-16 units: a foreign error can be of any length, and the wire takes no more. */
export const MAX_WIRE_TEXT = 2048;

const CUT_MARK = '…';
/** NUL and half of a character: JSON can escape both, but few databases can hold the one, and no encoding the other. */
const UNFIT = /[\0\p{Surrogate}]/gu;
/** Halves of whole characters too: a look that costs next to nothing, as nearly every text has neither. */
const PERHAPS_UNFIT = /[\0\ud800-\udfff]/;

/** A text that every server takes: no longer than that many UTF-16 units, and without characters that are none. */
export function fitText(text: string, maxChars: number): string {
  return text.length <= maxChars ? toWhole(text) : `${toWhole(text.slice(0, maxChars - 1))}${CUT_MARK}`;
}

/** A text with U+FFFD in the place of NUL and of halves of characters. */
export function toWhole(text: string): string {
  return PERHAPS_UNFIT.test(text) ? text.replace(UNFIT, '\ufffd') : text;
}
