import { type Charge, type CycleReport, type Gap, type Indexed, type Intake, type RecordFault, type WireEvent, WireMetrics } from '@openfinops/core';
import * as z from 'zod';
import { toFault } from './fault.ts';
import { findUnfit, under } from './find-unfit.ts';
import { readAllocation, readCharge, readEvent, readFinding, readResource, readScope, readSeries } from './record-readers.ts';
import { type Sieved, sieve } from './sieve.ts';

/** What a batch of ours brings, and what was odd about it. */
export interface BatchContent
  extends Pick<Intake, 'batchId' | 'accepted' | 'rejected' | 'resources' | 'charges' | 'series' | 'allocations' | 'findings' | 'cycle' | 'gaps'> {
  readonly clockAhead: boolean;
}

export type BatchReading = { readonly content: BatchContent } | { readonly fault: RecordFault };

/** COST-MODEL 1.7: a clock this far ahead is corrected, and the agent is told. */
export const CLOCK_TOLERANCE_MS = 600_000;

const Records = z.array(z.unknown());
/** A batch less its records, which are checked one by one: a bad one is no reason to refuse the rest. */
const [Cost, Use, Cycle] = WireMetrics.options;
const Frame = z.discriminatedUnion('kind', [
  Cost.extend({ resources: Records, charges: Records }),
  Use.extend({ series: Records, allocations: Records, findings: Records }),
  Cycle.extend({ scopes: Records }),
]);
type Frame = z.infer<typeof Frame>;

/** How a batch is read. */
export interface ReadAs {
  readonly receivedMs: number;
  /** False when every text is known to be fit. */
  readonly checkTexts: boolean;
}

/** The metrics of a body that says it is a batch of ours. */
export async function readBatch(metrics: object, events: readonly unknown[], readAs: ReadAs): Promise<BatchReading> {
  const parsed = Frame.safeParse(metrics);
  if (!parsed.success) return { fault: under('metrics', toFault(parsed.error)) };
  const frame = parsed.data;
  const unfit = findUnfit(withoutRecords(frame));
  if (unfit !== undefined) return { fault: under('metrics', unfit) };

  const happened = await sieve('events', events, readEvent, readAs.checkTexts);
  const gaps = recordsOf(happened).filter((event) => event.kind === 'gap');
  const base = { ...NOTHING, batchId: frame.batch_id, gaps: gaps.map(toGap), clockAhead: false };
  const content = await readRecords(frame, recordsOf(happened), readAs);
  const accepted = content.accepted + happened.good.length;
  return { content: { ...base, ...content, accepted, rejected: [...content.rejected, ...happened.rejected] } };
}

const NOTHING = { resources: [], charges: [], series: [], allocations: [], findings: [], cycle: null };

type Content = Partial<BatchContent> & Pick<BatchContent, 'accepted' | 'rejected'>;

async function readRecords(frame: Frame, events: readonly WireEvent[], { receivedMs, checkTexts }: ReadAs): Promise<Content> {
  if (frame.kind === 'cost') {
    const resources = await sieve('resources', frame.resources, readResource, checkTexts);
    const charges = await sieve('charges', frame.charges, readCharge(receivedMs), checkTexts);
    const latestMs = receivedMs + CLOCK_TOLERANCE_MS;
    const clockAhead = charges.good.some(({ record }) => record.observedMs > latestMs);
    const stored = clockAhead ? charges.good.map((charge) => clampObserved(charge, latestMs, receivedMs)) : charges.good;
    return { resources: recordsOf(resources), charges: stored, clockAhead, ...countOf(resources, charges) };
  }
  if (frame.kind === 'use') {
    const series = await sieve('series', frame.series, readSeries(receivedMs), checkTexts);
    const allocations = await sieve('allocations', frame.allocations, readAllocation, checkTexts);
    const findings = await sieve('findings', frame.findings, readFinding, checkTexts);
    const records = { series: recordsOf(series), allocations: recordsOf(allocations), findings: recordsOf(findings) };
    return { ...records, ...countOf(series, allocations, findings) };
  }
  const scopes = await sieve('scopes', frame.scopes, readScope, checkTexts);
  const problems = events.filter((event) => event.kind === 'problem');
  const cycle: CycleReport = { summary: frame.summary, scopes: recordsOf(scopes), coverage: frame.coverage, ownCost: frame.own_cost, problems };
  return { cycle, ...countOf(scopes) };
}

function withoutRecords(frame: Frame): object {
  if (frame.kind === 'cost') return { ...frame, resources: [], charges: [] };
  if (frame.kind === 'use') return { ...frame, series: [], allocations: [], findings: [] };
  return { ...frame, scopes: [] };
}

function recordsOf<T>(sieved: Sieved<T>): T[] {
  return sieved.good.map(({ record }) => record);
}

function countOf(...lists: readonly Sieved<unknown>[]): Pick<BatchContent, 'accepted' | 'rejected'> {
  let accepted = 0;
  for (const { good } of lists) accepted += good.length;
  return { accepted, rejected: lists.flatMap(({ rejected }) => rejected) };
}

function clampObserved(charge: Indexed<Charge>, latestMs: number, receivedMs: number): Indexed<Charge> {
  if (charge.record.observedMs <= latestMs) return charge;
  return { index: charge.index, record: { ...charge.record, observedMs: receivedMs } };
}

function toGap(event: Extract<WireEvent, { kind: 'gap' }>): Gap {
  return { class: event.class, reason: event.reason, fromMs: event.from * 1000, toMs: event.to * 1000, records: event.records };
}
