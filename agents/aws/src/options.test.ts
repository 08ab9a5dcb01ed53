import { describe, expect, it } from 'vitest';
import { definition } from './definition.ts';
import { AwsOptions } from './options.ts';

describe('AwsOptions', () => {
  it('needs nothing to be said', () => {
    expect(AwsOptions.parse({})).toEqual({
      region: [],
      services: ['ec2', 'ebs', 'eip'],
      tagsAllow: ['*'],
      tagsDeny: [],
      metrics: ['cpu', 'network', 'disk'],
      hotSet: 0,
    });
  });

  it.each([
    { region: ['us-west-2', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-4', 'all'] },
    { role: 'arn:aws-cn:iam::123456789012:role/a/b' },
    { externalId: 'a:b/c' },
  ])('takes %o', (options) => {
    expect(AwsOptions.parse(options)).toMatchObject(options);
  });

  it.each([
    { region: ['us-west-2a'] },
    { region: ['oregon'] },
    { services: [] },
    { services: ['s4'] },
    { role: 'openfinops-agent' },
    { role: 'arn:aws:iam::123456789012:user/x' },
    { externalId: 'with space' },
    { hotSet: -1 },
    { budgetMonthlyUsd: -1 },
    { regions: ['us-west-2'] },
  ])('refuses %o', (options) => {
    expect(AwsOptions.safeParse(options).success).toBe(false);
  });
});

describe('definition', () => {
  it('names each permission once, by the action that grants it', () => {
    const names = definition.permissions.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(definition.permissions.map(({ grant }) => grant?.actions)).toEqual(names.map((name) => [name]));
    expect(names.filter((name) => !/^(ec2:Describe|cloudwatch:(Get|List)|pricing:Get|sts:Get)/.test(name))).toEqual([]);
  });
});
