import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret, scrubSecrets } from './secret.ts';

describe('a Secret', () => {
  it.each([
    { how: 'text', print: (secret: Secret) => `${secret}` },
    { how: 'String()', print: (secret: Secret) => String(secret) },
    { how: 'JSON', print: (secret: Secret) => JSON.stringify({ secret }) },
    { how: 'inspection', print: (secret: Secret) => inspect({ secret }, { showHidden: true }) },
    { how: 'its properties', print: (secret: Secret) => JSON.stringify(Object.entries(secret)) },
  ])('is not given away by $how', ({ print }) => {
    const printed = print(new Secret('open-sesame-1'));

    expect(printed).not.toContain('sesame');
  });

  it('gives its value to the one who asks', () => {
    const secret = new Secret('open-sesame-2');

    expect(secret.reveal()).toBe('open-sesame-2');
  });
});

describe('scrubSecrets', () => {
  it.each([
    { text: 'cannot reach https://ada:pass@hub/x', scrubbed: 'cannot reach https://***set***@hub/x' },
    { text: 'at http://token@hub and ftp://a:b@c', scrubbed: 'at http://***set***@hub and ftp://***set***@c' },
    { text: '{"authorization":"Bearer abc.def-1"}', scrubbed: '{"authorization":"Bearer ***set***"}' },
    { text: 'mail ada@example.com about https://hub/@scope', scrubbed: 'mail ada@example.com about https://hub/@scope' },
  ])('makes of "$text" "$scrubbed"', ({ text, scrubbed }) => {
    const result = scrubSecrets(text);

    expect(result).toBe(scrubbed);
  });

  it('finds the value of every secret of this process wherever it is quoted', () => {
    new Secret('open-sesame-3');

    const scrubbed = scrubSecrets('401: "open-sesame-3" is no valid token (open-sesame-3)');

    expect(scrubbed).toBe('401: "***set***" is no valid token (***set***)');
  });

  it('leaves words alone that are too short to be a secret', () => {
    new Secret('ok');

    const scrubbed = scrubSecrets('all ok');

    expect(scrubbed).toBe('all ok');
  });
});
