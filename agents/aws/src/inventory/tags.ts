import type { AwsOptions } from '../options.ts';

interface ForeignTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The tags of a resource that may leave the account, and how many were too many or too long. */
export type TagRule = (tags: readonly ForeignTag[] | undefined) => { readonly tags: Readonly<Record<string, string>>; readonly cut: number };

/** AWS allows 50 tags of 128 and 256 characters; what claims more is cut. */
const MOST_TAGS = 50;
const LONGEST_NAME = 128;
const LONGEST_VALUE = 256;

/** Names that speak of secrets never leave, whatever the settings say. */
const SECRETS = /password|passwd|secret|token|credential|user-?data|private-?key|api-?key|serial/i;

const NO_TAGS: Readonly<Record<string, string>> = {};

export function createTagRule({ tagsAllow, tagsDeny }: Pick<AwsOptions, 'tagsAllow' | 'tagsDeny'>): TagRule {
  const allowed = tagsAllow.map(toPattern);
  const denied = tagsDeny.map(toPattern);
  const known = new Map<string, boolean>();
  const mayLeave = (name: string): boolean => {
    const decided = known.get(name);
    if (decided !== undefined) return decided;
    const may = !SECRETS.test(name) && allowed.some((pattern) => pattern.test(name)) && !denied.some((pattern) => pattern.test(name));
    if (known.size < 10_000) known.set(name, may);
    return may;
  };

  return (foreign) => {
    if (foreign === undefined || foreign.length === 0) return { tags: NO_TAGS, cut: 0 };
    const tags: Record<string, string> = {};
    let count = 0;
    let cut = 0;
    for (const { Key: name = '', Value: value = '' } of foreign) {
      if (name === '' || !mayLeave(name)) continue;
      count += 1;
      if (count > MOST_TAGS || name.length > LONGEST_NAME || value.length > LONGEST_VALUE) cut += 1;
      if (count <= MOST_TAGS) put(tags, name.slice(0, LONGEST_NAME), value.slice(0, LONGEST_VALUE));
    }
    return { tags, cut };
  };
}

/** Whatever it is called: a tag may be called `__proto__`. */
function put(tags: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') Object.defineProperty(tags, name, { value, enumerable: true, configurable: true, writable: true });
  else tags[name] = value;
}

/** The name that people gave a resource, else its id. */
export function nameOf(tags: readonly ForeignTag[] | undefined, id: string): string {
  const name = tags?.find(({ Key: key }) => key === 'Name')?.Value?.trim() ?? '';
  return name === '' ? id : name.slice(0, LONGEST_VALUE);
}

/** `cost-*` as an expression; `*` stands for any text. */
function toPattern(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is');
}
