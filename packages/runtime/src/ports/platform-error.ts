/** An error in the platform's own style: a `code` in capitals beside the sentence. */
export function platformError(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
