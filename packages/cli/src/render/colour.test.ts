import { describe, expect, it } from 'vitest';
import { createPalette, wantsColour } from './colour.ts';

describe('wantsColour', () => {
  it.each([
    { where: 'a terminal', isTty: true, env: {}, wanted: true },
    { where: 'a pipe', isTty: false, env: {}, wanted: false },
    { where: 'a terminal with NO_COLOR', isTty: true, env: { NO_COLOR: '1' }, wanted: false },
    { where: 'a terminal with an empty NO_COLOR', isTty: true, env: { NO_COLOR: '' }, wanted: true },
    { where: 'a dumb terminal', isTty: true, env: { TERM: 'dumb' }, wanted: false },
    { where: 'a pipe with FORCE_COLOR', isTty: false, env: { FORCE_COLOR: '1' }, wanted: true },
    { where: 'a terminal with FORCE_COLOR=0', isTty: true, env: { FORCE_COLOR: '0' }, wanted: false },
    { where: 'a pipe with both', isTty: false, env: { NO_COLOR: '1', FORCE_COLOR: '1' }, wanted: false },
  ])('on $where: $wanted', ({ isTty, env, wanted }) => {
    expect(wantsColour(isTty, env)).toBe(wanted);
  });
});

describe('createPalette', () => {
  it('adds nothing when colour is off, wherever the test runs', () => {
    expect(createPalette(false).bad('text')).toBe('text');
  });

  it('closes what it opens', () => {
    expect(createPalette(true).bad('text')).toBe('\u001b[31mtext\u001b[39m');
  });
});
