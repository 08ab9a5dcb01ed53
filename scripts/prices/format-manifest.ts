const LINE_WIDTH = 150;

/** JSON as the project's formatter writes it: objects on many lines, a list of words on one where it fits. */
export function formatJson(value: unknown): string {
  return `${format(value, '', 0)}\n`;
}

/** @param before characters that already stand on the line, and one for the comma after */
function format(value: unknown, indent: string, before: number): string {
  if (Array.isArray(value)) return formatList(value, indent, before);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => {
    const name = `${inner}${JSON.stringify(key)}: `;
    return name + format(item, inner, name.length + 1);
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function formatList(items: readonly unknown[], indent: string, before: number): string {
  if (items.length === 0) return '[]';
  const inner = `${indent}  `;
  const texts = items.map((item) => format(item, inner, inner.length + 1));
  const oneLine = `[${texts.join(', ')}]`;
  const isSimple = items.every((item) => typeof item !== 'object' || item === null);
  if (isSimple && before + oneLine.length <= LINE_WIDTH) return oneLine;
  return `[\n${texts.map((text) => inner + text).join(',\n')}\n${indent}]`;
}
