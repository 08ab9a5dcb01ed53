import { hourOf } from './hours.ts';

/** Remembers which resource records the server has: they are sent when they change, and as a full set every hour. */
export interface ResourceMemory {
  /** Whether this record must be sent now; remembers it as sent. */
  isNews(resourceId: string, json: string, atMs: number): boolean;
}

export function createResourceMemory(): ResourceMemory {
  let fullSetHourMs = -1;
  let sent = new Map<string, number>();
  return {
    isNews(resourceId, json, atMs) {
      if (hourOf(atMs) !== fullSetHourMs) {
        fullSetHourMs = hourOf(atMs);
        sent = new Map();
      }
      const print = fingerprint(json);
      if (sent.get(resourceId) === print) return false;
      sent.set(resourceId, print);
      return true;
    },
  };
}

/** 53 bits of a multiplicative hash: two 32-bit lanes, enough to notice a change, never used as an identity. */
function fingerprint(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  return (a >>> 0) * 0x200000 + ((b >>> 0) & 0x1fffff);
}
