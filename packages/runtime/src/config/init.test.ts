import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createConfigSchema } from './config-schema.ts';
import { FakeSection } from './fake-section.ts';
import { renderExampleConfig } from './init.ts';
import { parseConfigYaml } from './parse-config-yaml.ts';

const schema = createConfigSchema({ sections: { fake: FakeSection }, active: ['fake'], stateDir: '/state' });

/** Takes the one `#` away that switches a setting off. */
function switchOn(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^( *)#(?! )/, '$1').replace(/^( *)#(?= {2})/, '$1'))
    .join('\n');
}

describe('renderExampleConfig', () => {
  it('shows every setting with its description, its default or an example', () => {
    const text = renderExampleConfig(
      z.strictObject({ interval: z.int().min(1).default(300).describe('Seconds from look to look.'), fake: FakeSection }),
    );

    expect(text.split('\n').slice(4)).toEqual([
      '# Seconds from look to look. [whole number from 1, --interval, OPENFINOPS_INTERVAL]',
      '#interval: 300',
      '',
      '# A provider that does not exist.',
      'fake:',
      '  # Folder to read. [DIR, --root, OPENFINOPS_FAKE_ROOT]',
      '  #root: /',
      '  # Regions to look at. [list of text, --region, OPENFINOPS_FAKE_REGION]',
      '  #region: []',
      '  # Who owns the machine. [auto | owned | cloud, --hosting, OPENFINOPS_FAKE_HOSTING]',
      '  #hosting: auto',
      '  # Key of the meter. [text, OPENFINOPS_FAKE_API_KEY]',
      '  #apiKey: text',
      '  # What the machine cost.',
      '  #card:',
      '  #  # Power of the building over power of the machines. [number 1..5]',
      '  #  pue: 1',
      '  #  # What was paid.',
      '  #  purchase:',
      '  #    # [required, number from 0]',
      '  #    price: 0',
      '  #    # [required, text]',
      '  #    inService: text',
      '  #  # [text]',
      '  #  timeZone: text',
      '  #  periods:',
      '  #    # [required, text]'.replace('#    #', '#      #'),
      '  #    - from: text',
      '  #      # [required, text]',
      '  #      to: text',
      '',
    ]);
  });

  it('changes nothing as it stands', async () => {
    const { tree, problems } = await parseConfigYaml(renderExampleConfig(schema), 'c.yaml');

    expect(tree).toEqual({ prices: null, fake: null });
    expect(problems).toEqual([]);
  });

  it('has no key that the schema does not know once all is switched on', async () => {
    const { tree } = await parseConfigYaml(switchOn(renderExampleConfig(schema)), 'c.yaml');

    const issues = schema.safeParse(tree).error?.issues ?? [];

    expect(Object.keys(tree)).toContain('interval');
    expect(tree).toMatchObject({ fake: { card: { purchase: { price: 0 }, periods: [{ from: 'text', to: 'text' }] } } });
    expect(issues.filter(({ code }) => code === 'unrecognized_keys')).toEqual([]);
  });

  it('has shared settings that can be switched on as they are', async () => {
    const { tree } = await parseConfigYaml(switchOn(renderExampleConfig(schema)), 'c.yaml');

    const { token, prices, fake, ...shared } = tree;
    const parsed = schema.safeParse(shared);

    expect(token).toBe('text');
    expect(parsed.error?.issues ?? []).toEqual([]);
  });

  it('keeps to 120 columns where words allow it', () => {
    const long = renderExampleConfig(schema)
      .split('\n')
      .filter((line) => line.length > 130);

    expect(long).toEqual([]);
  });
});
