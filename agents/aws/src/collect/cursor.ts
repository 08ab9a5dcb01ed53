import { HOUR_MS } from '@openfinops/core';
import * as z from 'zod';
import { AWS_METRICS, type AwsMetric } from '../options.ts';
import { HOT_EVERY_MS } from './cadence.ts';

/** When a group of metrics of one scope was asked for. */
export interface Asked {
  /** The first time: later times lie on a grid from there, so that a tick that comes a little early or late changes nothing. */
  readonly anchorMs: number;
  readonly lastMs: number;
  /** The last time that everything came; null: never yet. What did not come is asked for again with what is new. */
  readonly wholeMs: number | null;
}

/** What collection remembers of one scope, kept with its ledger. */
export interface ScopeCursor {
  readonly asked: Readonly<Partial<Record<AwsMetric, Asked>>>;
  readonly hot: Asked | null;
  readonly reviewed: Asked | null;
  /** Days of use by the last part of the resource's id (use-history.ts). */
  readonly use: Readonly<Record<string, readonly number[]>>;
}

export const NO_CURSOR: ScopeCursor = { asked: {}, hot: null, reviewed: null, use: {} };

const AskedShape = z.object({ anchorMs: z.number(), lastMs: z.number(), wholeMs: z.number().nullable() });
const CursorShape = z.object({
  version: z.literal(1),
  asked: z.partialRecord(z.enum(AWS_METRICS), AskedShape),
  hot: AskedShape.nullable(),
  reviewed: AskedShape.nullable(),
});

/** What was remembered; a cursor of another version, or of nobody's, is none. */
export function parseCursor(cursor: unknown): ScopeCursor {
  const parsed = CursorShape.safeParse(cursor);
  if (!parsed.success) return NO_CURSOR;
  const { asked, hot, reviewed } = parsed.data;
  return { asked: asked as ScopeCursor['asked'], hot, reviewed, use: useOf(cursor) };
}

export function cursorToJson(cursor: ScopeCursor): unknown {
  return { version: 1, ...cursor };
}

/** Of our own making and large: looked at when it is used, not walked through at every look. */
function useOf(cursor: unknown): ScopeCursor['use'] {
  const { use } = cursor as { readonly use?: unknown };
  return typeof use === 'object' && use !== null && !Array.isArray(use) ? (use as ScopeCursor['use']) : {};
}

/** A tick may come this much before its time. */
const EARLY_MS = HOT_EVERY_MS / 2;

/** Whether it is time to ask again. */
export function isDue(asked: Asked | null | undefined, everyMs: number, nowMs: number): boolean {
  if (asked == null || asked.lastMs > nowMs) return true;
  const stepOf = (atMs: number): number => Math.floor((atMs - asked.anchorMs + Math.min(EARLY_MS, everyMs / 2)) / everyMs);
  return stepOf(nowMs) > stepOf(asked.lastMs);
}

/** What is remembered after asking. */
export function afterAsking(before: Asked | null | undefined, nowMs: number, isWhole: boolean): Asked {
  const isFirst = before == null || before.lastMs > nowMs;
  return { anchorMs: isFirst ? nowMs : before.anchorMs, lastMs: nowMs, wholeMs: isWhole ? nowMs : isFirst ? null : before.wholeMs };
}

/** How often waste is looked for. */
export const REVIEW_EVERY_MS = HOUR_MS;
