import { createDoubts, type Doubts } from './doubts.ts';
import { createTraitBook } from './machine-traits.ts';
import { createOfferBook } from './offer-book.ts';
import { createPlace, type Place, type PlaceInput } from './place.ts';
import { createTagRule } from './tags.ts';

/** us-west-2 of an account that does not exist. For tests. */
export function createFakePlace(changes: Partial<PlaceInput> = {}): Place {
  const offers = createOfferBook();
  return createPlace({
    accountId: '123456789012',
    region: 'us-west-2',
    offers,
    traitsOf: createTraitBook(offers),
    pickTags: createTagRule({ tagsAllow: ['*'], tagsDeny: [] }),
    capacityOf: () => undefined,
    isUnlimited: () => false,
    ...changes,
  });
}

/** Doubts whose problems are read as sentences. */
export function createFakeDoubts(): Doubts & { sentences(): string[] } {
  const doubts = createDoubts('aws/123456789012/us-west-2/ec2');
  return { ...doubts, sentences: () => doubts.problems().map(({ message }) => message) };
}
