/** Where a resource is explained; ids hold slashes and worse. */
export function pathOfResource(resourceId: string): string {
  return `/resources/${encodeURIComponent(resourceId)}`;
}
