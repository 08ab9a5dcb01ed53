import { type Charge, type ChargeLine, chargeId, costLine, HOUR_MS, type LinePrice, type MeterName, parseScopeId, totalsOf } from '@openfinops/core';

/** The start of a clock hour: 2026-11-21T10:00:00Z. */
export const SAMPLE_HOUR_MS = Date.UTC(2026, 10, 21, 10);
export const SAMPLE_SCOPE = 'aws/123456789012/us-west-2/ec2';

export interface ChargeSample {
  readonly scope?: string;
  readonly resourceId?: string;
  readonly meter?: MeterName;
  readonly hourStartMs?: number;
  /** Minutes of the hour that the one line covers; `from` equal to `to`: no line. */
  readonly fromMinute?: number;
  readonly toMinute?: number;
  readonly sku?: string;
  /** An hour's price; null: none is known. */
  readonly price?: string | null;
  readonly currency?: string;
  readonly evidence?: ChargeLine['evidence'];
  readonly unsettled?: boolean;
  /** Minutes after the start of the hour; default: a minute after the line's end. */
  readonly observedMinute?: number;
  /** Minutes of the hour that nobody can vouch for. */
  readonly unknownMinutes?: readonly (readonly [number, number])[];
}

const MINUTE_MS = 60_000;

/** A charge of one line, whole in itself: its id and its money follow from its parts. Default: a machine at 0.192 USD, the whole hour. */
export function sampleCharge(sample: ChargeSample = {}): Charge {
  const { scope = SAMPLE_SCOPE, resourceId = 'arn:aws:ec2:us-west-2:123456789012:instance/i-0abc', meter = 'compute' } = sample;
  const { hourStartMs = SAMPLE_HOUR_MS, fromMinute = 0, toMinute = 60, currency = 'USD' } = sample;
  const parts = parseScopeId(scope);
  if (parts === undefined) throw new RangeError(`"${scope}" is no scope id`);
  const atMinute = (minute: number): number => hourStartMs + minute * MINUTE_MS;
  const lines = fromMinute === toMinute ? [] : [sampleLine(sample, atMinute(fromMinute), atMinute(toMinute))];
  return {
    id: chargeId({ ...parts, resourceId, meter, hourStartMs }),
    scope,
    resourceId,
    meter,
    hourStartMs,
    observedMs: atMinute(sample.observedMinute ?? toMinute + 1),
    complete: toMinute === 60,
    currency,
    lines,
    unknown: (sample.unknownMinutes ?? []).map(([from, to]) => ({ fromMs: atMinute(from), toMs: atMinute(to) })),
    ...totalsOf(lines),
  };
}

function sampleLine(sample: ChargeSample, fromMs: number, toMs: number): ChargeLine {
  const { sku = 'm5.xlarge', price = '0.192', evidence = 3, unsettled = false } = sample;
  const provenance = { source: 'bundled', asOf: '2026-07-20', id: null, basis: 'list', estimated: false, tierNotApplied: false } as const;
  const linePrice: LinePrice = price === null ? { missing: 'sku-unknown' } : { ...provenance, listPrice: price, effectivePrice: price };
  return costLine({ fromMs, toMs, sku, purchase: 'on-demand', amount: '1', unit: 'h', unitMs: HOUR_MS, evidence, unsettled, price: linePrice });
}
