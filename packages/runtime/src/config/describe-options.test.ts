import { describe, expect, it } from 'vitest';
import { createConfigSchema } from './config-schema.ts';
import { describeOptions } from './describe-options.ts';
import { FakeSection } from './fake-section.ts';

const options = describeOptions(createConfigSchema({ sections: { fake: FakeSection }, active: ['fake'], stateDir: '/state' }));

function optionAt(path: string) {
  return options.find((option) => option.path === path);
}

describe('describeOptions', () => {
  it.each([
    { path: 'tokenFile', flag: '--token-file', env: 'OPENFINOPS_TOKEN_FILE', kind: 'text', type: 'FILE' },
    { path: 'interval', flag: '--interval', env: 'OPENFINOPS_INTERVAL', kind: 'number', type: 'whole number 1..86400' },
    { path: 'allowInsecureHttp', flag: '--allow-insecure-http', env: 'OPENFINOPS_ALLOW_INSECURE_HTTP', kind: 'boolean', type: 'true | false' },
    { path: 'format', flag: '--format', env: 'OPENFINOPS_FORMAT', kind: 'choice', type: 'table | json | ndjson' },
    { path: 'fake.root', flag: '--root', env: 'OPENFINOPS_FAKE_ROOT', kind: 'text', type: 'DIR' },
    { path: 'fake.region', flag: '--region', env: 'OPENFINOPS_FAKE_REGION', kind: 'list', type: 'list of text' },
    { path: 'fake.card', flag: null, env: null, kind: 'map', type: 'map' },
    { path: 'fake.card.pue', flag: null, env: null, kind: 'number', type: 'number 1..5' },
    { path: 'fake.card.periods', flag: null, env: null, kind: 'maps', type: 'list of maps' },
    { path: 'fake.card.periods[].from', flag: null, env: null, kind: 'text', type: 'text' },
    { path: 'prices.overrides', flag: null, env: null, kind: 'maps', type: 'list of maps' },
    { path: 'prices.overrides[].price', flag: null, env: null, kind: 'text', type: 'decimal' },
    { path: 'prices.overrides[].match.attributes', flag: null, env: null, kind: 'map', type: 'map' },
  ])('gives $path its flag, variable and type', ({ path, flag, env, kind, type }) => {
    const option = optionAt(path);

    expect(option).toMatchObject({ flag, env, kind, type });
  });

  it.each([
    { path: 'interval', value: 300, text: '300' },
    { path: 'server', value: 'http://127.0.0.1:8080', text: 'http://127.0.0.1:8080' },
    { path: 'state', value: undefined, text: '/var/lib/openfinops for root, else ~/.local/state/openfinops' },
    { path: 'fake.card', value: undefined, text: '' },
    { path: 'fake.card.periods', value: [], text: 'none' },
  ])('says what $path is unless it is set', ({ path, value, text }) => {
    const option = optionAt(path);

    expect(option).toMatchObject({ default: value, defaultText: text });
  });

  it('gives no flag to a secret, because arguments are visible to every user', () => {
    const flags = options.filter(({ secret }) => secret).map(({ path, flag, env }) => ({ path, flag, env }));

    expect(flags).toEqual([
      { path: 'token', flag: null, env: 'OPENFINOPS_TOKEN' },
      { path: 'fake.apiKey', flag: null, env: 'OPENFINOPS_FAKE_API_KEY' },
    ]);
  });

  it('knows the choices, the section and what is required', () => {
    expect(optionAt('fake.hosting')).toMatchObject({ choices: ['auto', 'owned', 'cloud'], section: 'fake', isRequired: false });
    expect(optionAt('fake.card.purchase.price')).toMatchObject({ section: 'fake', isRequired: true });
    expect(optionAt('fake.isExample')).toMatchObject({ hidden: true });
    expect(optionAt('server')).toMatchObject({ section: null, envAlias: 'OPENFINOPS_ENDPOINT' });
  });

  it('describes every shared setting', () => {
    const mute = options.filter(({ section, description }) => section !== 'fake' && description === '').map(({ path }) => path);

    expect(mute).toEqual([]);
  });
});
