import { describe, expect, it } from 'vitest';
import { cleanText, displayWidth, truncate, truncateMiddle, wrapText } from './text.ts';

describe('cleanText', () => {
  it.each([
    { from: 'an escape sequence', text: 'a\u001b[2Jb', clean: 'a�[2Jb' },
    { from: 'a title sequence', text: '\u001b]0;owned\u0007', clean: '�]0;owned�' },
    { from: 'an eight-bit control', text: 'a\u009b31mb', clean: 'a�31mb' },
    { from: 'text that runs backwards', text: 'invoice\u202etxt.exe', clean: 'invoice�txt.exe' },
    { from: 'half a character', text: 'a\ud800b', clean: 'a�b' },
    { from: 'a zero-width space', text: 'pay\u200bpal', clean: 'pay�pal' },
  ])('lets nothing of $from reach the terminal', ({ text, clean }) => {
    expect(cleanText(text)).toBe(clean);
  });

  it('keeps a message of several lines on one', () => {
    expect(cleanText('first\r\n\tsecond')).toBe('first second');
  });

  it('leaves letters of every script alone', () => {
    expect(cleanText('vol-数据卷 Zoë 🚀')).toBe('vol-数据卷 Zoë 🚀');
  });
});

describe('displayWidth', () => {
  it.each([
    { text: 'web-1', width: 5 },
    { text: 'é', width: 1 },
    { text: 'e\u0301', width: 1 },
    { text: '数据', width: 4 },
    { text: '🚀', width: 2 },
    { text: 'ｗ', width: 2 },
    { text: '', width: 0 },
  ])('counts $width columns for "$text"', ({ text, width }) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncate', () => {
  it.each([
    { text: 'web-1', width: 5, short: 'web-1' },
    { text: 'web-10', width: 5, short: 'web-…' },
    { text: 'a b c', width: 3, short: 'a…' },
    { text: '数据卷', width: 5, short: '数据…' },
    { text: '数据卷', width: 4, short: '数…' },
  ])('makes "$text" fit $width columns', ({ text, width, short }) => {
    expect(truncate(text, width)).toBe(short);
  });
});

describe('wrapText', () => {
  it('breaks at spaces and indents what follows', () => {
    expect(wrapText('one two three four', 9, '- ', '  ')).toEqual(['- one two', '  three', '  four']);
  });

  it('keeps a word whole that is longer than a line, so that it can be copied', () => {
    expect(wrapText('see /var/lib/openfinops/ledgers now', 10)).toEqual(['see', '/var/lib/openfinops/ledgers', 'now']);
  });

  it('never breaks where there is no width', () => {
    expect(wrapText('word '.repeat(1000).trim(), Number.POSITIVE_INFINITY)).toHaveLength(1);
  });
});

describe('truncateMiddle', () => {
  it.each([
    { text: 'web-1', width: 5, short: 'web-1' },
    { text: 'vol-0a1b2c3d4e5f67890', width: 16, short: 'vol-0a1b2c…67890' },
    { text: 'vol-数据卷-0a1b', width: 12, short: 'vol-数…0a1b' },
    { text: 'web-10', width: 2, short: 'w…' },
  ])('cuts "$text" in the middle to fit $width', ({ text, width, short }) => {
    expect(truncateMiddle(text, width)).toBe(short);
  });
});
