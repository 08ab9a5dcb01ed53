import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReply } from './parse-reply.ts';

/** Longer than what is parsed in one go. */
const PADDING = 'x'.repeat(17 * 1024);

/** All of it, the results read. */
function read(json: string): unknown {
  const reply = parseReply(Buffer.from(json));
  return reply.MetricDataResults == null ? reply : { ...reply, MetricDataResults: [...reply.MetricDataResults] };
}

describe('parseReply', () => {
  it('reads what JSON.parse reads, however long it is and whatever texts hold', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('"', '\\', '\\"', ']', '}', '{"MetricDataResults":[', '\u2028'));
    const result = fc.record({
      Id: text,
      Label: text,
      Timestamps: fc.oneof(
        fc.constantFrom([], [1795321500, 1795321800], [1.5e9, -1], '=', null, ['a]b'], [[1]], { Timestamps: [1] }),
        fc.array(fc.nat()),
        fc.array(text),
      ),
      Values: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })),
      Messages: fc.array(fc.record({ Code: text, Value: text })),
    });
    const reply = fc.record(
      {
        MetricDataResults: fc.oneof(fc.array(result), fc.array(fc.record({ Id: text }), { minLength: 30, maxLength: 100 })),
        NextToken: text,
        Messages: fc.array(text),
      },
      { requiredKeys: ['MetricDataResults'] },
    );

    fc.assert(
      fc.property(reply, fc.constantFrom('', PADDING), fc.constantFrom(undefined, 2), (value, padding, indent) => {
        const json = JSON.stringify({ Padding: padding, ...value }, null, indent);

        expect(read(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  it.each([
    { what: 'in its results', cut: (json: string) => json.slice(0, json.indexOf('"Values"')) },
    { what: 'between two of them', cut: (json: string) => json.slice(0, json.indexOf('},{') + 1) },
    { what: 'after them', cut: (json: string) => json.slice(0, -1) },
    { what: 'before them', cut: (json: string) => json.slice(0, 60) },
  ])('calls a reply that ends $what no reply', ({ cut }) => {
    const result = { Id: 'q0', Values: [1, 2] };
    const json = JSON.stringify({ Padding: PADDING, MetricDataResults: [result, result] });

    expect(() => read(cut(json))).toThrow(SyntaxError);
  });

  it.each([{ json: `["${PADDING}"]` }, { json: `{"Padding":"${PADDING}","MetricDataResults":null}` }])(
    'reads a long reply of another form',
    ({ json }) => {
      expect(read(json)).toEqual(JSON.parse(json));
    },
  );
});
