import { DEFAULT_TENANT, type IntakeOutcome } from '@openfinops/core';
import type { Handler } from 'hono';
import { type IntakeReading, readIntake } from '../intake/read-intake.ts';
import type { HubContext } from './context.ts';
import { parseJson, readBodyBytes } from './read-json-body.ts';
import { type Refusal, toResponse } from './refusal.ts';
import { createTurns } from './turns.ts';

/** Bodies in work at one time; beyond it agents are asked to wait, which costs them nothing. */
const MAX_BYTES_IN_WORK = 64 * 1024 * 1024;
/** Larger bodies are read one after the other, so that their slices do not add up between two breaths of the event loop. */
const LARGE_BYTES = 65_536;
const BUSY: Refusal = { status: 429, error: 'Too much at once; send it again in a moment', headers: { 'Retry-After': '5' } };
const OTHER_PAYLOAD: Refusal = {
  status: 422,
  error: 'This batch id was used for another payload',
  fault: { field: 'metrics.batch_id', reason: 'is known with another body' },
};
/** A batch id, quoted or not. */
const KEY = /^"?([\x21-\x7e]{1,128}?)"?$/;

/** `POST /api/v1/telemetry/ingest`. It answers after everything in the reply is durable. */
export function ingest({ store, clock }: HubContext): Handler {
  const inTurn = createTurns();
  let bytesInWork = 0;
  return async (c) => {
    const bytes = Number(c.req.header('content-length') ?? 0) || 0;
    if (bytesInWork > 0 && bytesInWork + bytes > MAX_BYTES_IN_WORK) return toResponse(BUSY);
    bytesInWork += bytes;
    try {
      return await take(c.req.raw);
    } finally {
      bytesInWork -= bytes;
    }
  };

  async function take(request: Request): Promise<Response> {
    const body = await readBodyBytes(request);
    if ('refusal' in body) return toResponse(body.refusal);
    const key = KEY.exec(request.headers.get('idempotency-key') ?? '')?.[1] ?? null;
    const read = () => understand(body.bytes, key, clock.nowMs());
    const understood = await (body.bytes.length > LARGE_BYTES ? inTurn(read) : read());
    if ('refusal' in understood) return toResponse(understood.refusal);
    return reply(await store.ingest(DEFAULT_TENANT, understood.intake), understood.clockAhead);
  }
}

type Understood = Exclude<IntakeReading, { fault: unknown }> | { readonly refusal: Refusal };

async function understand(bytes: Uint8Array, key: string | null, receivedMs: number): Promise<Understood> {
  const body = parseJson(bytes);
  if ('refusal' in body) return body;
  const reading = await readIntake(body.value, body.json, key, receivedMs);
  if (!('fault' in reading)) return reading;
  const fault = { ...reading.fault, field: reading.fault.field === '' ? 'body' : reading.fault.field };
  return { refusal: { status: 400, error: 'Invalid telemetry data', fault } };
}

function reply(outcome: IntakeOutcome, clockAhead: boolean): Response {
  if (outcome.status === 'mismatch') return toResponse(OTHER_PAYLOAD);
  const warnings: string[] = [];
  if (clockAhead) warnings.push('CLOCK_AHEAD');
  if (!outcome.registered) warnings.push('UNREGISTERED');
  const { accepted, rejected } = outcome;
  const duplicate = outcome.status === 'duplicate';
  return Response.json({ status: 'success', message: 'Telemetry data received', accepted, duplicate, rejected, warnings });
}
