import { describe, expect, it } from 'vitest';
import { createConfigSchema } from './config-schema.ts';
import { FakeSection } from './fake-section.ts';
import { configJsonSchema } from './schema-json.ts';

interface JsonObject {
  readonly type?: string;
  readonly properties: Readonly<Record<string, JsonObject & Readonly<Record<string, unknown>>>>;
  readonly additionalProperties?: boolean;
}

const json = configJsonSchema(createConfigSchema({ sections: { fake: FakeSection }, active: ['fake'], stateDir: '/state' })) as unknown as JsonObject;

describe('configJsonSchema', () => {
  it('is as strict as what validates', () => {
    expect(json).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', additionalProperties: false });
    expect(json.properties.fake).toMatchObject({ type: 'object', additionalProperties: false });
    expect(json.properties.fake?.properties.card).toMatchObject({ type: 'object', additionalProperties: false, required: ['purchase'] });
  });

  it('has ranges, choices, defaults and descriptions of each setting', () => {
    expect(json.properties.interval).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 86_400,
      default: 300,
      description: 'Seconds from one look to the next.',
    });
    expect(json.properties.format).toMatchObject({ enum: ['table', 'json', 'ndjson'], default: 'table' });
    expect(json.properties.server).toMatchObject({ type: 'string', default: 'http://127.0.0.1:8080' });
  });

  it('requires nothing at the top, because everything there has a default or is optional', () => {
    expect(json).not.toHaveProperty('required');
  });

  it('marks secrets and keeps our own words and this machine’s paths out', () => {
    const text = JSON.stringify(json);

    expect(json.properties.token).toMatchObject({ type: 'string', writeOnly: true });
    expect(text).not.toMatch(/"(secret|placeholder|envAlias|defaultText|hidden)"/);
    expect(text).not.toContain('"/state"');
  });
});
