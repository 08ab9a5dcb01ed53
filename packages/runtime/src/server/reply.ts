import type { Rejection } from '@openfinops/core';
import * as z from 'zod';

/** A reply as it came. `body` is null when it broke off or was too large to be one of ours. */
export interface ServerReply {
  readonly status: number;
  /** Lower-cased names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What a server said when it took something. */
export interface Confirmation {
  readonly rejected: readonly Rejection[];
  readonly warnings: readonly string[];
  readonly capabilities: Capabilities;
}

/** What a server takes beside plain JSON; the reference server offers nothing. */
export interface Capabilities {
  readonly gzip: boolean;
  /** Largest body it takes; null: it does not say. */
  readonly maxBodyBytes: number | null;
}

export const NO_CAPABILITIES: Capabilities = { gzip: false, maxBodyBytes: null };

/** Only the fields that are read; an odd extra must not turn a confirmation into a doubt. */
const SuccessBody = z.object({
  status: z.literal(['success', 'accepted']),
  rejected: z
    .array(z.object({ list: z.string().catch('?'), index: z.number().catch(-1), field: z.string().catch('?'), reason: z.string().catch('?') }))
    .catch([]),
  warnings: z.array(z.unknown()).catch([]),
  capabilities: z
    .object({ encodings: z.array(z.unknown()).catch([]), max_body_bytes: z.number().positive().nullable().catch(null) })
    .optional()
    .catch(undefined),
});

/** The confirmation in a body, or undefined: whatever answered, it is not our server (a portal, a proxy, another service). */
export function readConfirmation(body: string | null): Confirmation | undefined {
  const parsed = SuccessBody.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const { rejected, warnings, capabilities } = parsed.data;
  return {
    rejected,
    warnings: warnings.map(toText),
    capabilities:
      capabilities === undefined ? NO_CAPABILITIES : { gzip: capabilities.encodings.includes('gzip'), maxBodyBytes: capabilities.max_body_bytes },
  };
}

/** The server's own words about a failure: the `error` of its JSON, else the beginning of its text; at most 200 characters on one line. */
export function complaintOf(body: string | null): string {
  const parsed = parseJson(body);
  const named = z.object({ error: z.string() }).safeParse(parsed);
  const text = named.success ? named.data.error : (body ?? '');
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
}

/** Whether a refusal is worded as OpenFinOps servers word theirs, in a JSON object. */
export function isOwnWording(body: string | null): boolean {
  const parsed = parseJson(body);
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
}

function toText(warning: unknown): string {
  return (typeof warning === 'string' ? warning : JSON.stringify(warning)).slice(0, 200);
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
