import * as z from 'zod';

export const AWS_SERVICES = ['ec2', 'ebs', 'eip'] as const;
export type AwsService = (typeof AWS_SERVICES)[number];

export const AWS_METRICS = ['cpu', 'network', 'disk', 'memory'] as const;
export type AwsMetric = (typeof AWS_METRICS)[number];

const Region = z
  .string()
  .trim()
  .regex(/^(all|[a-z]{2}(-[a-z]+)+-\d{1,2})$/, 'is no region: say one such as us-west-2, or all');
const TagPattern = z.string().min(1).max(256);

/** Settings of the AWS provider: flags = env = yaml = docs. Credentials come by the SDK's own chain and are never settings. */
export const AwsOptions = z.strictObject({
  region: z
    .array(Region)
    .max(64)
    .default([])
    .describe('Regions to look at, or all for every region that the account has enabled')
    .meta({ placeholder: 'REGION', examples: [['us-west-2', 'eu-west-1']], defaultText: 'AWS_REGION, else all' }),
  services: z
    .array(z.enum(AWS_SERVICES))
    .min(1)
    .default([...AWS_SERVICES])
    .describe('What to look at: ec2 machines, ebs volumes and snapshots, eip public IPv4 addresses')
    .meta({ placeholder: 'A,B' }),
  role: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S{1,512}$/, 'is no ARN of a role')
    .optional()
    .describe('Role to take on before anything is read, in this account or another')
    .meta({ placeholder: 'ARN', examples: ['arn:aws:iam::123456789012:role/openfinops-agent'] }),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'is no external id')
    .optional()
    .describe('External id that the role asks for')
    .meta({ placeholder: 'ID' }),
  tagsAllow: z
    .array(TagPattern)
    .max(100)
    .default(['*'])
    .describe('Tags that may leave the account, by name; * stands for any text')
    .meta({ placeholder: 'PATTERN', examples: [['Name', 'team', 'cost-*']] }),
  tagsDeny: z
    .array(TagPattern)
    .max(100)
    .default([])
    .describe('Tags that never leave the account, by name; names that speak of secrets never do')
    .meta({ placeholder: 'PATTERN' }),
  budgetMonthlyUsd: z
    .number()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('Most that CloudWatch may cost a month, in USD; readings grow rarer to stay below')
    .meta({ placeholder: 'USD', examples: [150] }),
  metrics: z
    .array(z.enum(AWS_METRICS))
    .default(['cpu', 'network', 'disk'])
    .describe('What to read of each machine: cpu, network, disk, memory (memory needs the CloudWatch agent)')
    .meta({ placeholder: 'A,B' }),
  hotSet: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('How many machines, the costliest and those just changed, are read at each look instead of hourly')
    .meta({ placeholder: 'N' }),
});
export type AwsOptions = z.infer<typeof AwsOptions>;
