const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeXml(text: string): string {
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character) : text;
}

/** As EC2 prints instants. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** `<item>…</item>` each. */
export function itemsOf(contents: Iterable<string>): string {
  let text = '';
  for (const content of contents) text += `<item>${content}</item>`;
  return text;
}

export function tagSet(tags: Readonly<Record<string, string>>): string {
  const items = Object.entries(tags).map(([key, value]) => `<key>${escapeXml(key)}</key><value>${escapeXml(value)}</value>`);
  return items.length === 0 ? '<tagSet/>' : `<tagSet>${itemsOf(items)}</tagSet>`;
}
