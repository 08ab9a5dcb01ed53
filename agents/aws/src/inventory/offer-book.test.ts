import { describe, expect, it } from 'vitest';
import { createOfferBook } from './offer-book.ts';

const OFFER = { sku: 'm5.large', zone: 'us-west-2a', amount: '1', unit: 'h', unitMs: 3_600_000, purchase: 'on-demand', attributes: {} } as const;

describe('createOfferBook', () => {
  it('has one object for equal offers, and keeps different ones apart', () => {
    const book = createOfferBook();

    const first = book.share({ ...OFFER });

    expect(book.share({ ...OFFER })).toBe(first);
    for (const change of [
      { sku: 'm5.xlarge' },
      { zone: 'us-west-2b' },
      { amount: '2' },
      { unit: 'GiB-month' },
      { purchase: 'spot' as const },
      { attributes: { os: 'windows' } },
    ]) {
      expect(book.share({ ...OFFER, ...change })).toEqual({ ...OFFER, ...change });
    }
  });

  it('has one object for equal attributes, without those that say nothing', () => {
    const book = createOfferBook();

    const first = book.shareAttributes({ os: 'linux', licence: undefined, tenancy: '' });

    expect(first).toEqual({ os: 'linux' });
    expect(book.shareAttributes({ os: 'linux' })).toBe(first);
    expect(book.shareAttributes({ os: 'windows' })).toEqual({ os: 'windows' });
  });

  it('keeps a shared offer apart by its shared attributes', () => {
    const book = createOfferBook();

    const linux = book.share({ ...OFFER, attributes: book.shareAttributes({ os: 'linux' }) });
    const windows = book.share({ ...OFFER, attributes: book.shareAttributes({ os: 'windows' }) });

    expect([linux.attributes, windows.attributes]).toEqual([{ os: 'linux' }, { os: 'windows' }]);
  });
});
