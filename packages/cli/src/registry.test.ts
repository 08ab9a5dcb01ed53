import { expect, it } from 'vitest';
import { PROVIDERS } from './registry.ts';

it.each(PROVIDERS.map((provider) => ({ id: provider.id, provider })))('says of $id what its definition says', async ({ provider }) => {
  const definition = await provider.load();

  expect({ id: provider.id, summary: provider.summary }).toEqual({ id: definition.id, summary: definition.summary });
});
