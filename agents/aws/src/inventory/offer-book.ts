import type { Offer, PriceAttributes } from '@openfinops/core';

/** One object for equal offers and attributes: a fleet of one type shares it, look after look. */
export interface OfferBook {
  share(offer: Offer): Offer;
  /** Less what is undefined or empty. */
  shareAttributes(attributes: Readonly<Record<string, string | undefined>>): PriceAttributes;
}

/** Far more combinations than one account has; beyond it the book starts anew. */
const MOST_ENTRIES = 20_000;

export function createOfferBook(): OfferBook {
  const offers = new Map<string, Offer>();
  const attributes = new Map<string, PriceAttributes>();
  const keys = new WeakMap<PriceAttributes, string>();

  return {
    share(offer) {
      const { sku, zone, amount, unit, purchase } = offer;
      const key = `${unit}\n${amount}\n${purchase}\n${sku}\n${zone}\n${keys.get(offer.attributes) ?? keyOf(offer.attributes)}`;
      return offers.get(key) ?? keep(offers, key, offer);
    },
    shareAttributes(given) {
      const key = keyOf(given);
      const known = attributes.get(key);
      if (known !== undefined) return known;
      const fresh: Record<string, string> = {};
      for (const [name, value] of Object.entries(given)) if (value !== undefined && value !== '') fresh[name] = value;
      keys.set(fresh, key);
      return keep(attributes, key, fresh);
    },
  };
}

function keyOf(attributes: Readonly<Record<string, string | undefined>>): string {
  let key = '';
  for (const name in attributes) if (attributes[name]) key += `${name}=${attributes[name]}\n`;
  return key;
}

function keep<T>(entries: Map<string, T>, key: string, fresh: T): T {
  if (entries.size >= MOST_ENTRIES) entries.clear();
  entries.set(key, fresh);
  return fresh;
}
