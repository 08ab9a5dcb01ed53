import * as z from 'zod';

/** `127.0.0.1:9464`, `[::1]:9464`. Port 0: any free one. */
export const HostPort = z.string().transform((text, context) => {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s/]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
  context.issues.push({ code: 'custom', message: 'must be HOST:PORT, such as 127.0.0.1:8080', input: text });
  return z.NEVER;
});
export type HostPort = z.output<typeof HostPort>;
