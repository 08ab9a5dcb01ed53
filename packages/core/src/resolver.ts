import type { PriceAttributes, Window } from './model.ts';
import { createOverrides, type PriceOverride } from './overrides.ts';
import { type Commitment, type CommitmentRates, createCommitments } from './prices/commitments.ts';
import type { PriceAnswer, PriceKey, PriceResolver, PriceSource } from './pricing.ts';

export interface ResolverOptions {
  readonly overrides?: readonly PriceOverride[];
  /** What the operator has committed to; changes effective prices only. */
  readonly commitments?: readonly Commitment[];
  /** Needed by commitments without a rate or discount of their own. */
  readonly commitmentRates?: CommitmentRates;
  /** Best first. */
  readonly sources: readonly PriceSource[];
}

export interface ResolverWithOverrides extends PriceResolver {
  /** Indexes of the operator's overrides that have matched nothing so far. */
  unusedOverrides(): number[];
  /** Indexes of the operator's commitments that have matched nothing so far. */
  unusedCommitments(): number[];
  /** Indexes of the commitments that matched something of which no table lists the rate: they changed nothing. */
  unratedCommitments(): number[];
  /** Drops what was answered so far: the sources know new prices. */
  forget(): void;
}

/** The first source that answers wins (COST-MODEL section 3); the last word is a named reason, never a number. Throws CONFIG_INVALID. */
export function createResolver(options: ResolverOptions): ResolverWithOverrides {
  const overrides = createOverrides(options.overrides ?? []);
  const commitments = createCommitments(options.commitments ?? [], options.commitmentRates ?? (() => undefined));
  const sources = [overrides.source, ...options.sources];
  const answers = createAnswers();

  const findAnswer = (key: PriceKey, window: Window): PriceAnswer => {
    let missing: PriceAnswer | undefined;
    for (const source of sources) {
      const answer = source.find(key, window);
      if (answer === null) continue;
      if ('missing' in answer) missing ??= answer;
      else return source === overrides.source ? answer : (commitments.apply(key, answer, window) ?? overrides.discount(key, answer));
    }
    return missing ?? { missing: 'sku-unknown' };
  };

  return {
    resolve(key, window) {
      const known = answers.of(window);
      const id = cacheKey(key);
      const cached = known.get(id);
      if (cached !== undefined) return cached;
      const answer = findAnswer(key, window);
      answers.keep(known, id, answer);
      return answer;
    },
    async load(place) {
      for (const source of sources) await source.load?.(place);
    },
    unusedOverrides: () => overrides.unused(),
    unusedCommitments: () => commitments.unused(),
    unratedCommitments: () => commitments.unrated(),
    forget: () => answers.clear(),
  };
}

/** A fleet asks for a few hundred distinct prices an hour; the bound only guards against a stranger's imagination. */
const MOST_ANSWERS = 20_000;

interface Answers {
  /** The answers for a window, by key. */
  of(window: Window): Map<string, PriceAnswer>;
  keep(known: Map<string, PriceAnswer>, id: string, answer: PriceAnswer): void;
  clear(): void;
}

/** Questions come by the thousand for one window: its answers are found once, not per question. */
function createAnswers(): Answers {
  const windows = new Map<string, Map<string, PriceAnswer>>();
  let kept = 0;
  let last: { startMs: number; endMs: number; known: Map<string, PriceAnswer> } | undefined;

  const clear = (): void => {
    windows.clear();
    kept = 0;
    last = undefined;
  };
  return {
    of({ startMs, endMs }) {
      if (last?.startMs === startMs && last.endMs === endMs) return last.known;
      const id = `${startMs} ${endMs}`;
      const known = windows.get(id) ?? new Map<string, PriceAnswer>();
      windows.set(id, known);
      last = { startMs, endMs, known };
      return known;
    },
    keep(known, id, answer) {
      if (kept >= MOST_ANSWERS) clear();
      known.set(id, answer);
      kept += 1;
    },
    clear,
  };
}

/** NUL stands in no name of a provider, so that no two keys share a text. */
function cacheKey(key: PriceKey): string {
  const { provider, accountId, service, region, zone, sku, meter, purchase, attributes } = key;
  const place = `${provider}\u0000${accountId}\u0000${service}\u0000${region}\u0000${zone ?? ''}`;
  return `${place}\u0000${sku}\u0000${meter}\u0000${purchase}${attributesText(attributes)}`;
}

function attributesText(attributes: PriceAttributes): string {
  const names = Object.keys(attributes);
  if (!names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name)) names.sort();
  let text = '';
  for (const name of names) text += `\u0000${name}\u0000${attributes[name] ?? ''}`;
  return text;
}
