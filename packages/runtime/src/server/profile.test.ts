import { expect, it } from 'vitest';
import { profileOf } from './profile.ts';

it.each([
  { offer: { gzip: false, maxBodyBytes: null }, profile: { name: 'reference', gzip: false, batchBytes: 262_144 } },
  { offer: { gzip: true, maxBodyBytes: 1_048_576 }, profile: { name: 'hub', gzip: true, batchBytes: 524_288 } },
  { offer: { gzip: true, maxBodyBytes: null }, profile: { name: 'hub', gzip: true, batchBytes: 262_144 } },
  { offer: { gzip: false, maxBodyBytes: 65_536 }, profile: { name: 'hub', gzip: false, batchBytes: 65_536 } },
])('a server that offers $offer is spoken to as $profile.name', ({ offer, profile }) => {
  expect(profileOf(offer)).toEqual(profile);
});
