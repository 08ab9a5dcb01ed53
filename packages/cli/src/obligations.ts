import { writeSync } from 'node:fs';
import type { Batch, Spool } from '@openfinops/core';

const VARIABLE = 'OPENFINOPS_OBLIGATIONS_FD';

/**
 * For fault tests and diagnosis. With `OPENFINOPS_OBLIGATIONS_FD=3` a line of JSON goes to that open descriptor for each batch whose `append` has
 * resolved, `{"batch","kind","expires_ms","records","charges":[ids],"safety"}`: from then on the agent owes it. The write is done before `append` resolves for
 * the caller, and is not synced. Without the variable the spool is returned as it is.
 */
export function recordObligations(spool: Spool, env: Readonly<Record<string, string | undefined>>): Spool {
  const fd = env[VARIABLE];
  if (fd === undefined || !/^\d{1,4}$/.test(fd)) return spool;
  return {
    ...spool,
    async append(batch) {
      const safety = await spool.append(batch);
      writeWhole(Number(fd), Buffer.from(`${JSON.stringify({ ...obligationOf(batch), safety })}\n`));
      return safety;
    },
  };
}

function obligationOf({ id, kind, expiresMs, records, json }: Batch) {
  const { metrics } = JSON.parse(json) as { readonly metrics: { readonly charges?: readonly { readonly id: string }[] } };
  return { batch: id, kind, expires_ms: expiresMs, records, charges: (metrics.charges ?? []).map((charge) => charge.id) };
}

/** A pipe may take less than it is given. */
function writeWhole(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
