import { pickOffer, resize } from './catalog.ts';
import { HOUR_MS, METERS, MINUTE_MS, type Traits } from './families.ts';
import type { Rng } from './random.ts';
import type { AccrualRules, MeterName, Offer, OfferFrom, Span, SpotTerms, TrueLife, TrueRun } from './types.ts';

const SETTLE_AFTER_MS = HOUR_MS;

export interface Setting {
  readonly rng: Rng;
  readonly traits: Traits;
  readonly rulesOf: (meter: MeterName) => AccrualRules;
  /** From the first look to the world's end. */
  readonly window: Span;
}

interface Beginning {
  readonly startMs: number;
  readonly offer: Offer;
  /** The rest before it. */
  readonly restMs: number;
  readonly maySpot: boolean;
}

/** Two to six things that live, some from before the first look, some beyond the last. */
export function makeLives(setting: Setting): TrueLife[] {
  const { rng } = setting;
  const lives: TrueLife[] = [];
  const count = rng.int(2, 6);
  for (let index = 1; index <= count; index += 1) {
    const meter = rng.chance(0.4) ? 'compute' : rng.pick(METERS);
    const runs = setting.rulesOf(meter).proof === 'existence' ? [makeExistence(setting, meter)] : makeCareer(setting, meter);
    lives.push({ resourceId: `${meter}-${index}`, meter, runs });
  }
  return lives;
}

/** What bills while it exists: one run, in which a disk may be resized. */
function makeExistence(setting: Setting, meter: MeterName): TrueRun {
  const { rng, traits, window } = setting;
  const offerMayChange = traits.troubled && setting.rulesOf(meter).offerMayChange;
  const run = makeRun(setting, meter, { startMs: pickFirstStart(setting), offer: pickOffer(meter, rng), restMs: HOUR_MS, maySpot: false });
  if (!offerMayChange) return run;
  const resizable = { fromMs: run.startMs, toMs: Math.min(run.endMs, window.toMs) };
  return { ...run, offers: addResizes(setting, run.offers, meter, resizable), listedBeforeStartMs: 0 };
}

/** Resizes now and then, some of them taken back within minutes. */
function addResizes({ rng, traits }: Setting, first: readonly OfferFrom[], meter: MeterName, span: Span): OfferFrom[] {
  const offers = [...first];
  let atMs = span.fromMs + rng.gapMs(traits.meanRunMs / 2);
  while (atMs < span.toMs) {
    const [now, before] = [offers.at(-1), offers.at(-2)];
    if (now) offers.push({ fromMs: atMs, offer: before && rng.chance(0.4) ? before.offer : resize(now.offer, meter, rng) });
    atMs += rng.gapMs(rng.chance(0.3) ? 2 * MINUTE_MS : traits.meanRunMs / 2);
  }
  return offers;
}

/** What is started and stopped: in calm worlds once, else again and again until the world ends. */
function makeCareer(setting: Setting, meter: MeterName): TrueRun[] {
  const { rng, traits, window } = setting;
  let run = makeRun(setting, meter, { startMs: pickFirstStart(setting), offer: pickOffer(meter, rng), restMs: HOUR_MS, maySpot: true });
  const runs: TrueRun[] = [];
  while (run.startMs < window.toMs) {
    runs.push(run);
    if (!traits.troubled || run.endMs >= window.toMs) break;
    run = restart(setting, meter, run);
  }
  return runs;
}

function restart(setting: Setting, meter: MeterName, last: TrueRun): TrueRun {
  const { rng, traits } = setting;
  const quickly = last.spot === null && rng.chance(0.3);
  const atOnce = meter === 'licence' && rng.chance(0.3);
  const restMs = atOnce ? 0 : quickly ? rng.int(200, 45_000) : MINUTE_MS + rng.gapMs(traits.meanRestMs);
  const startMs = last.endMs + restMs;
  const offer: Offer = { ...lastOffer(last), purchase: 'on-demand' };

  if (startMs < last.startMs + setting.rulesOf(meter).minimumMs)
    return restartInsideMinimum(setting, meter, { startMs, offer, restMs, maySpot: false });
  const next = atOnce || rng.chance(0.4) ? resize(offer, meter, rng) : offer;
  return makeRun(setting, meter, { startMs, offer: next, restMs, maySpot: true });
}

/**
 * It keeps the offer: an agent that saw the first run alone is right about its minimum. With another offer it runs to the end, where one
 * unbroken ledger is sure to see it.
 */
function restartInsideMinimum(setting: Setting, meter: MeterName, beginning: Beginning): TrueRun {
  const { rng, traits } = setting;
  const mayResize = traits.restartsResized && rng.chance(0.5);
  if (!mayResize) return makeRun(setting, meter, beginning);
  return { ...makeRun(setting, meter, { ...beginning, offer: resize(beginning.offer, meter, rng) }), endMs: Number.POSITIVE_INFINITY };
}

function makeRun(setting: Setting, meter: MeterName, { startMs, offer, restMs, maySpot }: Beginning): TrueRun {
  const { rng, traits } = setting;
  const endMs = startMs + pickLength(setting);
  const spot = maySpot && meter === 'compute' ? pickSpot(setting, startMs, endMs) : null;
  const skewed = traits.troubled && meter !== 'licence' && rng.chance(0.3);
  return {
    startMs,
    endMs,
    offers: [{ fromMs: startMs, offer: spot ? { ...offer, purchase: 'spot' } : offer }],
    tellsStop: spot !== null || rng.chance(0.7),
    spot,
    listedAfterEndMs: pickListedAfter(setting),
    listedBeforeStartMs: skewed ? Math.min(restMs, rng.int(1_000, 6_000)) : 0,
  };
}

/** Short ones end inside a minimum of 60 s. */
function pickLength({ rng, traits }: Setting): number {
  if (rng.chance(0.1)) return Number.POSITIVE_INFINITY;
  return traits.troubled && rng.chance(0.2) ? rng.int(2_000, 58_000) : rng.gapMs(traits.meanRunMs);
}

/** None so late that no look could see it settled. */
function pickSpot({ rng, traits, window }: Setting, startMs: number, endMs: number): SpotTerms | null {
  if (startMs > window.toMs - SETTLE_AFTER_MS - HOUR_MS / 2) return null;
  if (!rng.chance(traits.spotShare)) return null;
  return { settleAfterMs: SETTLE_AFTER_MS, waived: endMs - startMs < SETTLE_AFTER_MS && rng.chance(0.5) };
}

function pickListedAfter({ rng, traits }: Setting): number {
  if (traits.troubled && rng.chance(0.2)) return 0;
  return rng.chance(0.4) ? Number.POSITIVE_INFINITY : rng.gapMs(HOUR_MS);
}

function pickFirstStart({ rng, window }: Setting): number {
  const where = rng.unit();
  if (where < 0.25) return window.fromMs - rng.int(1, 36 * HOUR_MS);
  if (where < 0.45) return window.fromMs - rng.int(1, 2 * HOUR_MS);
  return rng.int(window.fromMs, window.toMs - HOUR_MS);
}

function lastOffer(run: TrueRun): Offer {
  const last = run.offers.at(-1);
  if (!last) throw new RangeError('a run without an offer');
  return last.offer;
}
