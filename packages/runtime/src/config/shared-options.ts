import * as z from 'zod';
import { LOG_LEVELS } from '../log/levels.ts';
import { Secret } from '../secret.ts';
import { cronProblem } from './cron-text.ts';
import { STATE_DIR_TEXT } from './default-state-dir.ts';
import { HostPort } from './host-port.ts';
import { parseServerUrl } from './server-url.ts';

const ServerUrl = z.string().transform((text, context) => {
  const parsed = parseServerUrl(text);
  if ('url' in parsed) return parsed.url;
  context.issues.push({ code: 'custom', message: parsed.problem, input: text });
  return z.NEVER;
});

const CronText = z.string().superRefine((text, context) => {
  const problem = cronProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** `2/5`: the second of five, counted from 1. */
const Shard = z.string().transform((text, context) => {
  const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index !== undefined && count !== undefined && index >= 1 && index <= count) return { index, count };
  context.issues.push({ code: 'custom', message: 'must be i/n with 1 <= i <= n <= 9999, such as 2/5', input: text });
  return z.NEVER;
});

const Path = z.string().min(1).max(4096);

/** The settings that every command that runs an agent shares. @param stateDir what `state` is unless it is set */
export function sharedOptions(stateDir: string) {
  return {
    server: ServerUrl.prefault('http://127.0.0.1:8080')
      .describe('Address of the central server; http only to this machine unless allowInsecureHttp is set.')
      .meta({ placeholder: 'URL', envAlias: 'OPENFINOPS_ENDPOINT', examples: ['https://finops.example.com'] }),
    token: z
      .string()
      .min(1)
      .max(4096)
      .regex(/^[\x21-\x7e]+$/, 'must be one line of printable ASCII without spaces')
      .transform((text) => new Secret(text))
      .optional()
      .describe('The token for the server itself; a file is safer, see tokenFile.')
      .meta({ secret: true }),
    tokenFile: Path.optional()
      .describe('File that holds the token for the server, alone on one line, mode 0600; read again when it changes.')
      .meta({ placeholder: 'FILE', examples: ['/etc/openfinops/token'] }),
    allowInsecureHttp: z.boolean().default(false).describe('Permit http to another machine: tokens and costs then travel unprotected.'),
    caFile: Path.optional()
      .describe('File with the certificates of authorities, in PEM, that are trusted beside the usual ones; read again when it changes.')
      .meta({ placeholder: 'FILE', examples: ['/etc/openfinops/ca.pem'] }),
    clientCertFile: Path.optional()
      .describe('File with the certificate, in PEM, that the agent shows to the server; read again when it changes.')
      .meta({ placeholder: 'FILE', examples: ['/etc/openfinops/agent.pem'] }),
    clientKeyFile: Path.optional()
      .describe('File with the key of clientCertFile, in PEM and without a passphrase.')
      .meta({ placeholder: 'FILE', examples: ['/etc/openfinops/agent.key'] }),
    interval: z.int().min(1).max(86_400).default(300).describe('Seconds from one look to the next.').meta({ placeholder: 'SECONDS' }),
    cron: CronText.optional()
      .describe('Look at these times instead of at an interval: minute, hour, day, month, weekday.')
      .meta({ placeholder: 'EXPR', examples: ['*/10 * * * *'] }),
    deadline: z
      .int()
      .min(1)
      .max(86_400)
      .default(300)
      .describe('Seconds after which a single run gives up what is not done.')
      .meta({ placeholder: 'SECONDS' }),
    state: Path.default(stateDir)
      .describe('Directory of what the agent remembers: its id, its ledgers, data that waits to be sent.')
      .meta({ placeholder: 'DIR', defaultText: STATE_DIR_TEXT, examples: ['/var/lib/openfinops'] }),
    agentId: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, 'must be 1 to 128 letters, digits, or . _ : - and start with a letter or digit')
      .optional()
      .describe('Name of this agent at the server; made once and kept unless set.')
      .meta({ placeholder: 'ID', examples: ['onprem-rack7'] }),
    shard: Shard.optional()
      .describe('Take the i-th of n parts of the scopes, so that n agents share the work.')
      .meta({ placeholder: 'I/N', examples: ['1/4'] }),
    format: z.enum(['table', 'json', 'ndjson']).default('table').describe('How `--once` prints what it found.'),
    listen: HostPort.optional()
      .describe('Serve /livez, /readyz and /metrics at this address; beyond this machine only with listenTokenFile or listenPublic.')
      .meta({ placeholder: 'HOST:PORT', examples: ['127.0.0.1:9464'] }),
    listenTokenFile: Path.optional()
      .describe('File that holds the token which readers of /metrics and of the reasons in /readyz must bring, alone on one line, mode 0600.')
      .meta({ placeholder: 'FILE', examples: ['/etc/openfinops/listen-token'] }),
    listenPublic: z.boolean().default(false).describe('Let everybody who can reach the address of listen read what it serves.'),
    listenAllowedHosts: z
      .array(z.string().min(1).max(253))
      .max(32)
      .default([])
      .describe('Names beside this machine’s own by which the address of listen is called.')
      .meta({ placeholder: 'NAME', examples: [['agent.monitoring.svc']] }),
    spoolMaxBytes: z
      .int()
      .min(1_000_000)
      .max(1_000_000_000_000)
      .default(100_000_000)
      .describe('Bytes of disk that data waiting to be sent may take, refused and unreadable batches included.')
      .meta({ placeholder: 'BYTES', examples: [1_000_000_000] }),
    spoolMaxAge: z
      .int()
      .min(60)
      .max(31_536_000)
      .default(86_400)
      .describe('Seconds after which data that could not be sent is dropped.')
      .meta({ placeholder: 'SECONDS', examples: [259_200] }),
    spoolMaxFiles: z.int().min(10).max(1_000_000).default(20_000).describe('Batches that may wait to be sent.'),
    spoolMinFree: z
      .int()
      .min(0)
      .max(1_000_000_000_000)
      .optional()
      .describe('Bytes that the spool leaves free on its disk.')
      .meta({ placeholder: 'BYTES', defaultText: '64 MiB or 5 % of the disk, whichever is more, at most 1 GiB' }),
    logLevel: z.enum(LOG_LEVELS).default('info').describe('The least that is logged.').meta({ placeholder: 'LEVEL' }),
  };
}
