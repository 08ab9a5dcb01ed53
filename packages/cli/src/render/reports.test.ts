import type { CollectionPlan, Permission } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createPalette } from './colour.ts';
import { type Checked, diagnosisJson, renderDiagnosis } from './doctor.ts';
import { renderPermissions } from './permissions.ts';
import { type PlanAbout, planJson, renderPlan } from './plan.ts';
import { policyOf, renderTerraform } from './policy.ts';
import { displayWidth } from './text.ts';
import type { View } from './view.ts';

/** Reports as a terminal of so many columns, or a pipe, shows them. */
const WIDTHS = ['pipe', '100', '60'] as const;

function viewOf(width: (typeof WIDTHS)[number], isColoured = false): View {
  return { width: width === 'pipe' ? Number.POSITIVE_INFINITY : Number(width), palette: createPalette(isColoured) };
}

const HOUR_MS = 3_600_000;
const PLAN: CollectionPlan = {
  calls: 24_333,
  billedUnits: 12_166_667,
  usdPerMonth: '121.66667',
  lines: [
    { what: 'cpu of 10,000 machines', operation: 'GetMetricData', everyMs: HOUR_MS, calls: 14_600, billedUnits: 7_300_000, usdPerMonth: '73' },
    {
      what: 'network, disk of 10,000 machines',
      operation: 'GetMetricData',
      everyMs: 6 * HOUR_MS,
      calls: 9733,
      billedUnits: 4_866_667,
      usdPerMonth: '48.66667',
    },
  ],
  notices: ['To stay within 150 USD a month of CloudWatch, metrics are asked less often: network and disk every 6 h.'],
};
const ABOUT: PlanAbout = { provider: 'aws', counts: { ec2: 10_000, ebs: 12_345 }, isAssumed: false, looks: { calls: 31, everyMs: 300_000 } };

const PERMISSIONS: readonly Permission[] = [
  grantOf('ec2:DescribeInstances', 'Machines: type, state, launch time, system', false),
  grantOf('cloudwatch:GetMetricData', 'What machines and disks do', false),
  grantOf('pricing:GetProducts', 'Prices of today; without it the bundled tables are used', true),
];

function grantOf(name: string, why: string, optional: boolean): Permission {
  return { name, why, optional, grant: { language: 'aws-iam', actions: [name] } };
}

function check(index: number, ok: boolean): Checked {
  const { name = '', why = null, optional = false, grant = null } = PERMISSIONS[index] ?? {};
  const detail = ok ? 'allowed in us-west-2' : `AWS refused ${name} in us-west-2: the user arn:aws:iam::123456789012:user/finops may not`;
  return { probe: { name, ok, detail, ...(ok ? {} : { hint: `Allow ${name}.` }) }, why, optional, grant };
}

const TROUBLED = [check(0, true), check(1, false), check(2, false)];
const WHERE = { provider: 'aws', accountId: '123456789012', region: 'us-west-2' };

const REPORTS: readonly { readonly name: string; readonly render: (view: View) => readonly string[] }[] = [
  { name: 'plan', render: (view) => renderPlan(PLAN, ABOUT, view) },
  {
    name: 'plan-free',
    render: (view) => renderPlan({ calls: 0, billedUnits: 0, usdPerMonth: '0' }, { ...ABOUT, provider: 'onprem', counts: {} }, view),
  },
  { name: 'doctor-missing', render: (view) => renderDiagnosis(TROUBLED, WHERE, view) },
  { name: 'doctor-well', render: (view) => renderDiagnosis([check(0, true), check(1, true)], WHERE, view) },
  { name: 'permissions', render: (view) => renderPermissions(PERMISSIONS, view) },
];
const CASES = REPORTS.flatMap(({ name, render }) => WIDTHS.map((width) => ({ name, render, width })));

describe('reports', () => {
  it.each(CASES)('show $name at width $width as in its golden file', async ({ name, render, width }) => {
    const text = `${render(viewOf(width)).join('\n')}\n`;

    await expect(text).toMatchFileSnapshot(`fixtures/${name}-${width}.txt`);
  });

  it.each(CASES.filter(({ width }) => width !== 'pipe'))('keep $name inside $width columns, what must not be broken aside', ({ render, width }) => {
    const tooWide = render(viewOf(width)).filter((line) => displayWidth(line) > Number(width));

    expect(tooWide.filter((line) => !/\S{25}/.test(line))).toEqual([]);
  });

  it.each(REPORTS)('show $name with colour as without', ({ render }) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
    const bare = render(viewOf('100', true)).map((line) => line.replace(/\u001b\[\d+m/g, ''));

    expect(bare).toEqual(render(viewOf('100')));
  });

  it('obey nothing that a detail says to the terminal', () => {
    const evil = { ...check(1, false), probe: { name: 'x\u001b[2J', ok: false, detail: 'a\u0007b\nc', hint: '\u202ehint' } };

    const text = renderDiagnosis([evil], WHERE, viewOf('pipe')).join('\n');

    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('reports for programs', () => {
  it('say of a plan what the table says, in exact figures', () => {
    expect(planJson(PLAN, ABOUT)).toMatchObject({
      provider: 'aws',
      counts: { ec2: 10_000 },
      assumed: false,
      month_hours: 730,
      usd_per_month: '121.66667',
      lines: [{ every_s: 3600, usd_per_month: '73' }, { every_s: 21_600 }],
      looks: { calls: 31, every_s: 300 },
    });
  });

  it('say of a diagnosis each check, and the policy of what is missing alone', () => {
    const json = diagnosisJson(TROUBLED, WHERE);

    expect(json).toMatchObject({ account_id: '123456789012', checks: [{ ok: true }, { ok: false, optional: false }, { ok: false, optional: true }] });
    expect(json.missing_policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'OpenFinOpsNeeds', Effect: 'Allow', Action: ['cloudwatch:GetMetricData'], Resource: '*' },
        { Sid: 'OpenFinOpsCanDoWithout', Effect: 'Allow', Action: ['pricing:GetProducts'], Resource: '*' },
      ],
    });
    expect(diagnosisJson([check(0, true)], WHERE).missing_policy).toBeNull();
  });
});

describe('policyOf and renderTerraform', () => {
  it('grant each action once, what is needed apart from what is not', () => {
    const twice = policyOf([...PERMISSIONS, ...PERMISSIONS]);

    expect(twice).toEqual(policyOf(PERMISSIONS));
    expect(twice?.Statement.map(({ Action }) => Action)).toEqual([['ec2:DescribeInstances', 'cloudwatch:GetMetricData'], ['pricing:GetProducts']]);
  });

  it('write none where nothing is granted by a policy', () => {
    const sources = [{ name: '/proc/stat', why: 'CPU use', optional: false }];

    expect([policyOf(sources), renderTerraform(sources)]).toEqual([null, null]);
  });

  it('say the same in Terraform as in its golden file', async () => {
    await expect(`${renderTerraform(PERMISSIONS)?.join('\n')}\n`).toMatchFileSnapshot('fixtures/permissions.tf');
  });
});
