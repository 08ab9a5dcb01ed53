import { HostPort } from '@openfinops/runtime';
import * as z from 'zod';

/** Settings of the embedded hub: flags = env = yaml = docs. */
export const HubSettings = z.strictObject({
  bind: HostPort.default({ host: '127.0.0.1', port: 8080 }).describe('Address to serve on; beyond this machine only with a token'),
  data: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('Directory of the database (default: `hub` in the state directory)')
    .meta({ placeholder: 'DIR' }),
  tokenFile: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('File that holds the token which agents and readers must bring')
    .meta({ placeholder: 'FILE' }),
  allowedHosts: z
    .array(z.string().min(1).max(253))
    .max(32)
    .default([])
    .describe('Names beside this machine’s own by which the hub is called')
    .meta({ placeholder: 'NAME' }),
});
export type HubSettings = z.infer<typeof HubSettings>;
