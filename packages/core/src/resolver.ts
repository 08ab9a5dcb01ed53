import type { Window } from './model.ts';
import { createOverrides, type PriceOverride } from './overrides.ts';
import type { PriceAnswer, PriceKey, PriceResolver, PriceSource } from './pricing.ts';

export interface ResolverOptions {
  readonly overrides?: readonly PriceOverride[];
  /** Best first. */
  readonly sources: readonly PriceSource[];
}

export interface ResolverWithOverrides extends PriceResolver {
  /** Indexes of the operator's overrides that have matched nothing so far. */
  unusedOverrides(): number[];
}

/** The first source that answers wins (COST-MODEL section 3); the last word is a named reason, never a number. */
export function createResolver(options: ResolverOptions): ResolverWithOverrides {
  const overrides = createOverrides(options.overrides ?? []);
  const sources = [overrides.source, ...options.sources];
  const answers = new Map<string, PriceAnswer>();

  const findAnswer = (key: PriceKey, window: Window): PriceAnswer => {
    let missing: PriceAnswer | undefined;
    for (const source of sources) {
      const answer = source.find(key, window);
      if (answer === null) continue;
      if ('missing' in answer) missing ??= answer;
      else return source === overrides.source ? answer : overrides.discount(key, answer);
    }
    return missing ?? { missing: 'sku-unknown' };
  };

  return {
    resolve(key, window) {
      const id = cacheKey(key, window);
      const cached = answers.get(id);
      if (cached !== undefined) return cached;
      if (answers.size >= MOST_ANSWERS) answers.clear();
      const answer = findAnswer(key, window);
      answers.set(id, answer);
      return answer;
    },
    unusedOverrides: () => overrides.unused(),
  };
}

/** A fleet asks for a few hundred distinct prices an hour; the bound only guards against a stranger's imagination. */
const MOST_ANSWERS = 20_000;

function cacheKey(key: PriceKey, window: Window): string {
  const { provider, accountId, service, region, zone, sku, meter, purchase, attributes } = key;
  const parts = [provider, accountId, service, region, zone ?? '', sku, meter, purchase, window.startMs, window.endMs];
  for (const name of Object.keys(attributes).sort()) parts.push(name, attributes[name] ?? '');
  return parts.join('\u0000');
}
