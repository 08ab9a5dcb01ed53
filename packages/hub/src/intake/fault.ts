import type { RecordFault } from '@openfinops/core';
import type * as z from 'zod';

const MAX_FIELD = 120;
const MAX_REASON = 200;

/** The first thing that a schema minds, with the field by name. */
export function toFault(error: z.ZodError): RecordFault {
  const issue = error.issues[0];
  if (issue === undefined) return { field: '', reason: 'is invalid' };
  return clipFault({ field: issue.path.join('.'), reason: issue.message.endsWith('received undefined') ? 'is missing' : issue.message });
}

/** Short enough for a reply, whatever the sender called its fields. */
export function clipFault({ field, reason }: RecordFault): RecordFault {
  return { field: clip(field, MAX_FIELD), reason: clip(reason, MAX_REASON) };
}

function clip(text: string, length: number): string {
  return text.slice(0, length).replaceAll(/\p{Surrogate}/gu, '\u{fffd}');
}
