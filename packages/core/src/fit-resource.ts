import { fitText, toWhole } from './fit-text.ts';
import type { Capacity, Resource } from './model.ts';

/** Longest name and longest value of a tag, in UTF-16 units; the wire takes 2048. */
const MAX_TEXT_CHARS = 1024;
const MAX_TAG_NAME_CHARS = 256;
export const MAX_TAGS = 64;
/** All tags of a resource together, names included, so that its record stays small: 32 KiB of plain text. */
const MAX_TAGS_CHARS = 24_576;
/** A tag of ours: what had to go. Only where something had to. */
export const TRUNCATED_TAG = 'openfinops:truncated';

/**
 * A resource whose text fits a record, however odd what its owner wrote: NUL and halves of characters are replaced (U+FFFD), what is too long ends in `…`,
 * what is too much is left out, and a tag says so. Numbers that are none are left out. What fits is returned as it is.
 */
export function fitResource(resource: Resource): Resource {
  const id = toWhole(resource.id);
  const name = fitText(resource.name, MAX_TEXT_CHARS);
  const tags = fitTags(resource.tags);
  const capacity = resource.capacity === undefined ? undefined : fitCapacity(resource.capacity);
  if (id === resource.id && name === resource.name && tags === resource.tags && capacity === resource.capacity) return resource;
  return { ...resource, id, name, tags, ...(capacity === undefined ? {} : { capacity }) };
}

function fitTags(tags: Resource['tags']): Resource['tags'] {
  const entries = Object.entries(tags);
  const kept: [string, string][] = [];
  let chars = 0;
  let cut = 0;
  let isChanged = false;
  for (const [name, value] of entries) {
    const [fitName, fitValue] = [fitText(name, MAX_TAG_NAME_CHARS), fitText(value, MAX_TEXT_CHARS)];
    chars += fitName.length + fitValue.length;
    if (kept.length === MAX_TAGS || chars > MAX_TAGS_CHARS) break;
    if (name.length > MAX_TAG_NAME_CHARS || value.length > MAX_TEXT_CHARS) cut += 1;
    if (fitName !== name || fitValue !== value) isChanged = true;
    kept.push([fitName, fitValue]);
  }
  const left = entries.length - kept.length;
  if (left > 0 || cut > 0) kept.push([TRUNCATED_TAG, `${cut} cut, ${left} left out`]);
  else if (!isChanged) return tags;
  // Also right for a tag that is called `__proto__`.
  return Object.fromEntries(kept);
}

/** The same object where every number is one. */
function fitCapacity(capacity: Capacity): Capacity {
  const { gpus, ...sizes } = capacity;
  const sound = Object.entries(sizes).filter(([, size]) => Number.isFinite(size));
  const isSoundGpu = gpus === undefined || (Number.isFinite(gpus.count) && Number.isFinite(gpus.memoryBytes ?? 0));
  if (sound.length === Object.keys(sizes).length && isSoundGpu) return capacity;
  return { ...Object.fromEntries(sound), ...(gpus !== undefined && isSoundGpu ? { gpus } : {}) };
}
