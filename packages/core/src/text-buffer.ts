/** Texts gathered as their bytes. Thousands of small texts that wait for one another would age on the heap and be costly waste; bytes are not on it. */
export interface TextBuffer {
  /** In UTF-8. */
  readonly bytes: number;
  add(text: string): void;
  /** Moves all that another one holds to the end of this one. */
  move(from: TextBuffer): void;
  /** All of it as one text; empty from then on. */
  take(): string;
  /** All of it, valid until the next call; empty from then on. */
  takeBytes(): Uint8Array;
}

const FIRST_BYTES = 16 * 1024;
/** Of one UTF-16 unit in UTF-8. */
const MOST_BYTES_PER_UNIT = 3;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function createTextBuffer(): TextBuffer {
  let buffer = new Uint8Array(0);
  let bytes = 0;

  const makeRoom = (wanted: number): void => {
    if (wanted <= buffer.length) return;
    const larger = new Uint8Array(Math.max(wanted, 2 * buffer.length, FIRST_BYTES));
    larger.set(buffer.subarray(0, bytes));
    buffer = larger;
  };
  const takeBytes = (): Uint8Array => {
    const taken = buffer.subarray(0, bytes);
    bytes = 0;
    return taken;
  };
  return {
    get bytes() {
      return bytes;
    },
    add(text) {
      makeRoom(bytes + text.length * MOST_BYTES_PER_UNIT);
      bytes += encoder.encodeInto(text, buffer.subarray(bytes)).written;
    },
    move(from) {
      makeRoom(bytes + from.bytes);
      const moved = from.takeBytes();
      buffer.set(moved, bytes);
      bytes += moved.length;
    },
    take: () => decoder.decode(takeBytes()),
    takeBytes,
  };
}
