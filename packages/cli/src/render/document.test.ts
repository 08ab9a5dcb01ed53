import { AgentError, WireDocument } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createDocumentBuilder } from './document.ts';
import { batchesOf, troubledFleet } from './sample-documents.ts';

describe('createDocumentBuilder', () => {
  it('unites the parts of a cycle', () => {
    const builder = createDocumentBuilder();

    for (const batch of batchesOf(troubledFleet())) builder.add(batch);
    const document = builder.build();
    expect(document).toEqual(troubledFleet());
    expect(WireDocument.safeParse(document).success).toBe(true);
  });

  it('refuses a cycle without its end', () => {
    const builder = createDocumentBuilder();
    for (const batch of batchesOf(troubledFleet()).slice(0, -1)) builder.add(batch);

    expect(() => builder.build()).toThrow(AgentError);
  });
});
