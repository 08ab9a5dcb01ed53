import { type FactLine, type HourFacts, type Ledger, type Offer, type Sighting, type Span, type Track, trackKey } from '@openfinops/core';
import * as z from 'zod';

/**
 * One track as one line of JSON. Offers are listed once and referred to by index: a track's lines nearly always share one, and so do they
 * again in memory once read. Fields of offers and sightings that this version does not know are kept.
 */

const Time = z.number();
const Index = z.int().min(0);
const StoredOffer = z.looseObject({
  sku: z.string(),
  amount: z.string(),
  unit: z.string(),
  unitMs: z.number().nullable(),
  purchase: z.string(),
  attributes: z.record(z.string(), z.string()),
});
const StoredSighting = z.looseObject({ id: z.string(), meter: z.string(), bills: z.boolean().nullable(), offer: Index });
/** `[fromMs, toMs]` */
const StoredSpan = z.tuple([Time, Time]);
/** `[fromMs, toMs, offer, evidence, unsettled, waived, other offer]`, offers by index. */
const StoredLine = z.tuple([Time, Time, Index, z.literal([0, 1, 2, 3]), z.boolean(), z.boolean(), Index.optional()]);
const StoredHour = z.object({ startMs: Time, lines: z.array(StoredLine), unknown: z.array(StoredSpan) });
const StoredTrack = z.object({
  /** Only where the sighting does not tell it. */
  key: z.string().optional(),
  offers: z.array(StoredOffer),
  sighting: StoredSighting.nullable(),
  sightedMs: Time,
  seenMs: Time,
  gone: z.boolean(),
  hours: z.array(StoredHour),
});
type StoredTrack = z.infer<typeof StoredTrack>;

const StoredHeader = z.object({
  schema: z.string(),
  scope: z.string().min(1),
  atMs: Time.nullable(),
  absent: z.object({ sinceMs: Time, seenMs: Time, idle: z.boolean(), unknown: z.array(StoredSpan) }).nullable(),
  cursor: z.unknown().optional(),
  tracks: z.int().min(0),
});

/** The first line of a ledger file. `tracks` is how many lines follow, so that a shortened file shows. */
export function encodeHeader(schema: string, ledger: Ledger): string {
  const { scope, atMs, absent, cursor, tracks } = ledger;
  const stored = absent === null ? null : { ...absent, unknown: absent.unknown.map(encodeSpan) };
  return JSON.stringify({ schema, scope, atMs, absent: stored, cursor, tracks: tracks.size });
}

/** What a header says, with the ledger it begins. Throws on anything that is no header. */
export function decodeHeader(line: string): { schema: string; trackCount: number; ledger: Omit<Ledger, 'tracks'> } {
  const { schema, tracks, scope, atMs, absent, cursor } = StoredHeader.parse(JSON.parse(line));
  const decoded = absent === null ? null : { ...absent, unknown: absent.unknown.map(decodeSpan) };
  return { schema, trackCount: tracks, ledger: { scope, atMs, absent: decoded, ...(cursor === undefined ? {} : { cursor }) } };
}

/** The line of one track, without its end of line. */
export function encodeTrack(key: string, track: Track): string {
  const offers: string[] = [];
  const { sighting, sightedMs, seenMs, gone } = track;
  const stored = {
    key: sighting !== null && trackKey(sighting.id, sighting.meter) === key ? undefined : key,
    sighting: sighting === null ? null : { ...sighting, offer: indexOf(offers, sighting.offer) },
    sightedMs,
    seenMs,
    gone,
    hours: track.hours.map((hour) => encodeHour(hour, offers)),
  };
  return `{"offers":[${offers.join(',')}],${JSON.stringify(stored).slice(1)}`;
}

/** Throws on anything that is no whole track. */
export function decodeTrack(line: string): [key: string, track: Track] {
  const stored = StoredTrack.parse(JSON.parse(line));
  const offerOf = offerReader(stored.offers);
  const sighting = stored.sighting === null ? null : ({ ...stored.sighting, offer: offerOf(stored.sighting.offer) } as Sighting);
  const key = stored.key ?? (sighting === null ? undefined : trackKey(sighting.id, sighting.meter));
  if (key === undefined) throw new RangeError('a track without a sighting needs its key');
  const hours = stored.hours.map((hour) => decodeHour(hour, offerOf));
  return [key, { sighting, sightedMs: stored.sightedMs, seenMs: stored.seenMs, gone: stored.gone, hours }];
}

function encodeHour(hour: HourFacts, offers: string[]): z.input<typeof StoredHour> {
  return { startMs: hour.hourStartMs, lines: hour.lines.map((line) => encodeLine(line, offers)), unknown: hour.unknown.map(encodeSpan) };
}

function encodeLine(line: FactLine, offers: string[]): z.input<typeof StoredLine> {
  const { fromMs, toMs, evidence, unsettled, waived } = line;
  const offer = indexOf(offers, line.offer);
  if (line.otherOffer === undefined) return [fromMs, toMs, offer, evidence, unsettled, waived];
  return [fromMs, toMs, offer, evidence, unsettled, waived, indexOf(offers, line.otherOffer)];
}

function decodeHour(hour: StoredTrack['hours'][number], offerOf: (index: number) => Offer): HourFacts {
  const lines = hour.lines.map(([fromMs, toMs, offer, evidence, unsettled, waived, other]): FactLine => {
    const otherOffer = other === undefined ? {} : { otherOffer: offerOf(other) };
    return { fromMs, toMs, offer: offerOf(offer), evidence, unsettled, waived, ...otherOffer };
  });
  return { hourStartMs: hour.startMs, lines, unknown: hour.unknown.map(decodeSpan) };
}

function encodeSpan(span: Span): [number, number] {
  return [span.fromMs, span.toMs];
}

function decodeSpan([fromMs, toMs]: [number, number]): Span {
  return { fromMs, toMs };
}

/** The place of an offer in the list, which it joins if it is new. */
function indexOf(offers: string[], offer: Offer): number {
  const text = JSON.stringify(offer);
  const found = offers.indexOf(text);
  return found === -1 ? offers.push(text) - 1 : found;
}

function offerReader(offers: StoredTrack['offers']): (index: number) => Offer {
  return (index) => {
    const offer = offers[index];
    if (offer === undefined) throw new RangeError(`there is no offer ${index}`);
    return offer as unknown as Offer;
  };
}
