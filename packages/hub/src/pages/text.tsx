/** A sentence; what stands in backticks is code. */
export function Text({ children }: { readonly children: string }) {
  return <>{children.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}
