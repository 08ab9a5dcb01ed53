import { randomUUID } from 'node:crypto';
import { type Charge, chargeToWire, encodeBatch, type Facts, type PriceRow, priceFacts } from '@openfinops/core';

/** A steady stream of cost batches that repeats each one until the hub has acknowledged it, as an agent does. */
export interface Load {
  /** Ids of batches whose acknowledgement arrived here. */
  readonly acked: ReadonlySet<string>;
  /** Charges of all acknowledged batches, by id: what the hub owes. */
  readonly owed: ReadonlyMap<string, Charge>;
  /** The request that waits for its reply right now; resolves with whether the hub acknowledged it. */
  inFlight(): Promise<boolean> | null;
  /** Ends once the hub has acknowledged everything that was sent. Rejects when the hub rejected a record. */
  stop(): Promise<void>;
  /** Ends without waiting for any acknowledgement. */
  abandon(): void;
}

const HOUR_MS = 3_600_000;
const CHARGES_PER_BATCH = 5;
/** Leaves the bodies of a minute well inside what the hub keeps of them. */
const PAUSE_MS = 5;
const price: PriceRow = {
  fromMs: 0,
  listPrice: '0.192',
  effectivePrice: '0.096',
  unit: 'h',
  currency: 'USD',
  source: 'bundled',
  asOf: '2026-07-20',
  id: null,
  basis: 'list',
  estimated: false,
  tierNotApplied: false,
};
const prices = { resolve: () => ({ rows: [price] }) };

export function startLoad(url: () => string, hourStartMs: number, seed: string): Load {
  const acked = new Set<string>();
  const owed = new Map<string, Charge>();
  let stopping = false;
  let abandoned = false;
  let serial = 0;
  let inFlight: Promise<boolean> | null = null;

  const send = async (batch: { readonly id: string; readonly json: string }): Promise<boolean> => {
    inFlight = deliver(url(), batch);
    const acknowledged = await inFlight;
    inFlight = null;
    return acknowledged;
  };
  const run = async (): Promise<void> => {
    while (!stopping && !abandoned) {
      const charges = Array.from({ length: CHARGES_PER_BATCH }, () => {
        serial += 1;
        return priceFacts(factsOf(`${seed}-${serial}`, hourStartMs, serial), prices);
      });
      const batch = toBatch(charges, seed);
      while (!(await send(batch))) {
        if (abandoned) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      acked.add(batch.id);
      for (const charge of charges) owed.set(charge.id, charge);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const running = run();
  // Whoever stops the load is told; until then a failure waits.
  running.catch(() => undefined);
  return {
    acked,
    owed,
    inFlight: () => inFlight,
    async stop() {
      stopping = true;
      await running;
    },
    abandon() {
      abandoned = true;
    },
  };
}

/** A machine that ran for a part of the hour that differs from one to the next. */
function factsOf(name: string, hourStartMs: number, serial: number): Facts {
  const offer = { sku: 'm5.xlarge', amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand' as const, attributes: {} };
  const toMs = hourStartMs + 1 + ((serial * 7919) % HOUR_MS);
  const line = { fromMs: hourStartMs, toMs, offer, evidence: 3 as const, unsettled: false, waived: false };
  const scope = 'aws/123456789012/us-west-2/ec2';
  return {
    scope,
    resourceId: `i-${name}`,
    meter: 'compute',
    hourStartMs,
    observedMs: hourStartMs + HOUR_MS,
    complete: true,
    lines: [line],
    unknown: [],
  };
}

function toBatch(charges: readonly Charge[], agentId: string): { readonly id: string; readonly json: string } {
  const agent = { agentId, hostname: 'load', provider: 'aws', region: 'us-west-2', version: '0.1.0' };
  const atMs = Date.now();
  const frame = {
    agent,
    cycleId: randomUUID(),
    atMs,
    window: { startMs: atMs, endMs: atMs },
    maxBatchBytes: 1e6,
    newId: randomUUID,
    nextPart: () => 1,
  };
  const fields = `"resources":[],"charges":${JSON.stringify(charges.map(chargeToWire))}`;
  return encodeBatch(frame, { kind: 'cost', expiresMs: null, fields: [fields], events: '[]', records: charges.length });
}

/** Whether the hub acknowledged it. */
async function deliver(url: string, batch: { readonly id: string; readonly json: string }): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json', 'idempotency-key': `"${batch.id}"` };
    const reply = await fetch(`${url}/api/v1/telemetry/ingest`, { method: 'POST', headers, body: batch.json, signal: AbortSignal.timeout(5000) });
    const said = (await reply.json()) as { status?: string; rejected?: unknown[] };
    if (said.rejected !== undefined && said.rejected.length > 0) throw new RangeError(`the hub rejected ${JSON.stringify(said.rejected[0])}`);
    return reply.status === 200 && said.status === 'success';
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return false;
  }
}
