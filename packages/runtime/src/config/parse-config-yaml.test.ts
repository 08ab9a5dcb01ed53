import { describe, expect, it } from 'vitest';
import { parseConfigYaml } from './parse-config-yaml.ts';

/** Nine lists of nine aliases to the list before: 3.5 billion entries. */
const BOMB = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map(toBombLine)].join('\n');

function toBombLine(name: string, index: number): string {
  const before = 'abcdefghi'[index];
  return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`;
}

describe('parseConfigYaml', () => {
  it('reads a map and knows where each key stands', async () => {
    const document = await parseConfigYaml('server: x\nonprem:\n  card:\n    pue: 0.8\n    list:\n      - {a: 1}\n      - {a: 2}\n', 'c.yaml');

    expect(document.tree).toEqual({ server: 'x', onprem: { card: { pue: 0.8, list: [{ a: 1 }, { a: 2 }] } } });
    expect(document.locate(['onprem', 'card', 'pue'])).toEqual({ line: 4, column: 5 });
    expect(document.locate(['onprem', 'card', 'list', 1])).toEqual({ line: 7, column: 9 });
    expect(document.locate(['onprem', 'card', 'list', 1, 'a'])).toEqual({ line: 7, column: 10 });
    expect(document.locate(['onprem', 'card', 'missing'])).toEqual({ line: 3, column: 3 });
    expect(document.locate(['nowhere'])).toBeUndefined();
  });

  it.each([{ text: '' }, { text: '# only a comment\n' }, { text: '---\n' }, { text: 'null\n' }, { text: '\uFEFF' }])(
    'takes $text as no settings',
    async ({ text }) => {
      const document = await parseConfigYaml(text, 'c.yaml');

      expect(document.tree).toEqual({});
    },
  );

  it('finds the place of what an alias stands for', async () => {
    const document = await parseConfigYaml('a: &card\n  pue: 1\nb: *card\n', 'c.yaml');

    expect(document.tree).toEqual({ a: { pue: 1 }, b: { pue: 1 } });
    expect(document.locate(['b', 'pue'])).toEqual({ line: 2, column: 3 });
  });

  it('names every key that stands twice', async () => {
    const document = await parseConfigYaml('a: 1\nb: {c: 1, c: 2}\na: 3\n', 'c.yaml');

    expect(document.problems).toEqual([
      { line: 3, column: 1, message: 'the key "a" is already on line 1' },
      { line: 2, column: 11, message: 'the key "c" is already on line 2' },
    ]);
  });

  it('keeps __proto__ a plain key', async () => {
    const document = await parseConfigYaml('__proto__: {polluted: 1}\n', 'c.yaml');

    expect(Object.keys(document.tree)).toEqual(['__proto__']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([
    { what: 'a tab', text: 'a:\n\tb: 1\n', message: 'c.yaml:2:1 Tabs are not allowed as indentation' },
    { what: 'a value that is none', text: 'a: b: c\n', message: 'c.yaml:1:4 Nested mappings are not allowed in compact mappings' },
    { what: 'a quote that does not end', text: 'a: "b\n', message: 'c.yaml:2:1 Missing closing "quote' },
    { what: 'a second document', text: 'a: 1\n---\nb: 2\n', message: 'c.yaml:2:1 a second document starts here; a configuration is one' },
    { what: 'a list at the top', text: '- a\n- b\n', message: 'c.yaml:1:1 the file must be a map of settings, `name: value`' },
    { what: 'a word at the top', text: 'hello\n', message: 'c.yaml:1:1 the file must be a map of settings, `name: value`' },
    { what: 'a tag of its own', text: 'a: !env HOME\n', message: 'c.yaml:1:4 Unresolved tag: !env' },
    { what: 'a tag that makes code', text: 'a: !!js/function "x"\n', message: 'c.yaml:1:4 Unresolved tag: tag:yaml.org,2002:js/function' },
    { what: 'a tag that makes bytes', text: 'a: !!binary aGk=\n', message: 'c.yaml:1:4 Unresolved tag: tag:yaml.org,2002:binary' },
    { what: 'an alias to nothing', text: 'a: 1\nb: *x\n', message: 'c.yaml:2:4 an alias (*name) has no anchor (&name) before it' },
    { what: 'an alias inside itself', text: 'a: &a\n  - *a\n', message: 'c.yaml:2:5 an alias (*name) stands inside what it names' },
    { what: 'a bomb of aliases', text: BOMB, message: 'c.yaml:2:8 aliases multiply the file beyond reason' },
  ])('refuses $what by line and column', async ({ text, message }) => {
    const parsing = parseConfigYaml(text, 'c.yaml');

    await expect(parsing).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE', message });
  });

  it.each([
    { what: 'lists in one line', text: '['.repeat(500_000) },
    { what: 'maps in one line', text: '{a: '.repeat(100_000) },
    { what: 'dashes', text: '- '.repeat(100_000) },
    { what: 'question marks', text: '? '.repeat(100_000) },
    { what: 'indents', text: Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n') },
  ])('refuses endless nesting by $what while it is read', async ({ text }) => {
    const parsing = parseConfigYaml(text, 'c.yaml');

    await expect(parsing).rejects.toThrow(/^c\.yaml:\d+:\d+ is nested too deeply$/);
  });

  it('refuses a flood of entries while it is read', async () => {
    const parsing = parseConfigYaml(`a: [${'1,'.repeat(400_000)}1]`, 'c.yaml');

    await expect(parsing).rejects.toThrow(/^c\.yaml:1:\d+ is too long/);
  });

  it('says twenty syntax problems at most', async () => {
    const text = Array.from({ length: 50 }, (_, index) => `k${index}: !x 1`).join('\n');

    const error: unknown = await parseConfigYaml(text, 'c.yaml').catch((cause: unknown) => cause);

    expect((error as Error).message.split('\n')).toHaveLength(20);
  });
});
