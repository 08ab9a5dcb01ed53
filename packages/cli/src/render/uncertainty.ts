import type { WireCharge, WireDocument } from '@openfinops/core';
import { parseScopeId } from '@openfinops/core';
import { groupBy } from './group-by.ts';
import { openCharges } from './open-hour.ts';

/** Time of one meter of one service in the running hour that is not known for certain. */
export interface Uncertainty {
  readonly service: string;
  readonly meter: string;
  readonly resources: number;
  /** Added over the resources. */
  readonly seconds: number;
  readonly why: string;
}

type Kind = 'unseen' | 'guessed' | 'changed' | 'unsettled';

const WHY: Readonly<Record<Kind, string>> = {
  unseen: 'nobody looked: not in the figures, though it may have run',
  guessed: 'seen once only: in the figures as a guess',
  changed: 'changed between two looks: the cheaper is in the figures',
  unsettled: 'the provider may still change the bill',
};

/** What of the running hour is uncertain, the longest first. */
export function findUncertainties(document: WireDocument): Uncertainty[] {
  const spans = openCharges(document).flatMap(uncertainSpans);
  const groups = groupBy(spans, (span) => JSON.stringify([span.service, span.meter, span.kind]));
  const found = [...groups.values()].flatMap((group): Uncertainty[] => {
    const [first] = group;
    if (!first) return [];
    let seconds = 0;
    for (const span of group) seconds += span.seconds;
    const resources = new Set(group.map((span) => span.resourceId)).size;
    return [{ service: first.service, meter: first.meter, resources, seconds, why: WHY[first.kind] }];
  });
  return found.sort((a, b) => b.seconds - a.seconds);
}

interface UncertainSpan {
  readonly service: string;
  readonly meter: string;
  readonly resourceId: string;
  readonly kind: Kind;
  readonly seconds: number;
}

/** Lines of evidence 0 and 1 lie in `unknown` too: there they are counted as what they are, once. */
function uncertainSpans(charge: WireCharge): UncertainSpan[] {
  const service = parseScopeId(charge.scope)?.service ?? charge.scope;
  const toSpan = (kind: Kind, seconds: number): UncertainSpan => ({ service, meter: charge.meter, resourceId: charge.resource_id, kind, seconds });
  const spans: UncertainSpan[] = [];
  let lineSeconds = 0;
  for (const line of charge.lines) {
    const seconds = line.to - line.from;
    if (line.evidence <= 1) lineSeconds += seconds;
    if (line.evidence === 0) spans.push(toSpan('guessed', seconds));
    if (line.evidence === 1) spans.push(toSpan('changed', seconds));
    if (line.evidence === 2 && line.unsettled) spans.push(toSpan('unsettled', seconds));
  }
  const unseen = lengthOf(charge.unknown) - lineSeconds;
  if (unseen > 0) spans.push(toSpan('unseen', unseen));
  return spans;
}

function lengthOf(spans: readonly (readonly [number, number])[]): number {
  let seconds = 0;
  for (const [from, to] of spans) seconds += to - from;
  return seconds;
}
