import { type BatchClass, type BatchKind, CLASS_OF_KIND } from '@openfinops/core';

/** What the name of a spooled file says, so that a start reads names alone. */
export interface FileLabel {
  readonly id: string;
  readonly class: BatchClass;
  /** Order of arrival in this directory. */
  readonly seq: number;
  /** Epoch ms. */
  readonly spooledMs: number;
  readonly expiresMs: number | null;
  readonly records: number;
  /** Size of the file. */
  readonly bytes: number;
}

export const KIND_OF_CLASS: Readonly<Record<BatchClass, BatchKind>> = { P0: 'cost', P1: 'cycle', P2: 'use' };

const SUFFIX = '.batch';
const NAME = /^(P[012])-([0-9a-f]{12})-(\d{1,15})-(\d{1,15}|never)-(\d{1,9})-(\d{1,9})-([\w.~%!'()*-]{1,150})\.batch$/;

/** `P0-00000000001f-1795240800000-never-812-16760-<batch id>.batch`. Throws a RangeError for an id too long to be a name. */
export function fileNameOf({ id, class: batchClass, seq, spooledMs, expiresMs, records, bytes }: FileLabel): string {
  const order = seq.toString(16).padStart(12, '0');
  const name = `${batchClass}-${order}-${spooledMs}-${expiresMs ?? 'never'}-${records}-${bytes}-${encodeURIComponent(id)}${SUFFIX}`;
  if (!NAME.test(name)) throw new RangeError(`batch ${id} cannot be named in the spool`);
  return name;
}

/** undefined: the name is none of ours. */
export function parseFileName(name: string): FileLabel | undefined {
  const parts = NAME.exec(name);
  if (parts === null) return undefined;
  const [, batchClass = '', seq = '', spooled = '', expires = '', records = '', bytes = '', id = ''] = parts;
  const expiresMs = expires === 'never' ? null : Number(expires);
  const label = { class: batchClass as BatchClass, seq: Number.parseInt(seq, 16), spooledMs: Number(spooled), expiresMs, records: Number(records) };
  const decoded = decodeId(id);
  return decoded === undefined ? undefined : { ...label, bytes: Number(bytes), id: decoded };
}

export function classOf(kind: BatchKind): BatchClass {
  return CLASS_OF_KIND[kind];
}

function decodeId(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
