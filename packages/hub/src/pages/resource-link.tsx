import { pathOfResource } from './resource-path.ts';

/** A resource by its name, or else by its id; it leads to its charges. */
export function ResourceLink({ id, name }: { readonly id: string; readonly name?: string | null | undefined }) {
  return (
    <a class="name" href={pathOfResource(id)} title={id}>
      {name || id}
    </a>
  );
}
