/** `['prices', 'overrides', 0, 'match']` -> `prices.overrides[0].match`. */
export function showPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/** `tokenFile` -> `--token-file`. */
export function flagOf(name: string): string {
  return `--${words(name).join('-')}`;
}

/** `onprem.tokenFile` -> `OPENFINOPS_ONPREM_TOKEN_FILE`. */
export function envOf(path: string): string {
  return `${ENV_PREFIX}${path.split('.').flatMap(words).join('_').toUpperCase()}`;
}

export const ENV_PREFIX = 'OPENFINOPS_';

function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split('-');
}
