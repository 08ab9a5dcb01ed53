import { describe, expect, it } from 'vitest';
import { renderJson } from './json.ts';
import { emptyDocument, troubledFleet } from './sample-documents.ts';

describe('renderJson', () => {
  it.each([
    { name: 'a fleet', document: troubledFleet() },
    { name: 'nothing', document: emptyDocument() },
  ])('prints $name so that it reads back the same', ({ document }) => {
    const text = [...renderJson(document)].join('\n');

    expect(JSON.parse(text)).toEqual(document);
  });

  it('gives each resource a line of its own', () => {
    const lines = [...renderJson(troubledFleet())];

    expect(lines.filter((line) => line.includes('"name":"web-13"'))).toHaveLength(1);
  });
});
