import type { Permission } from '@openfinops/core';

/** A policy of AWS IAM. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IamStatement[];
}

export interface IamStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*';
}

/** The least that grants these permissions; null: none of them is granted by a policy. Calls that list cannot be limited to single resources. */
export function policyOf(permissions: readonly Permission[]): IamPolicy | null {
  const Statement = statementsOf(permissions).map(({ sid, actions }): IamStatement => {
    return { Sid: sid, Effect: 'Allow', Action: actions.map(({ action }) => action), Resource: '*' };
  });
  return Statement.length === 0 ? null : { Version: '2012-10-17', Statement };
}

/** The same as Terraform, each action with what it is for; null: none of them is granted by a policy. */
export function renderTerraform(permissions: readonly Permission[]): string[] | null {
  const statements = statementsOf(permissions);
  if (statements.length === 0) return null;
  const blocks = statements.map(({ sid, actions }) => [
    '  statement {',
    `    sid = "${sid}"`,
    '',
    '    actions = [',
    ...actions.map(({ action, why }) => `      "${action}", # ${why}`),
    '    ]',
    '',
    '    resources = ["*"]',
    '  }',
  ]);
  return [
    'data "aws_iam_policy_document" "openfinops_agent" {',
    ...blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])),
    '}',
    '',
    'resource "aws_iam_policy" "openfinops_agent" {',
    '  name        = "openfinops-agent"',
    '  description = "What the OpenFinOps agent reads"',
    '  policy      = data.aws_iam_policy_document.openfinops_agent.json',
    '}',
  ];
}

interface Statement {
  readonly sid: string;
  readonly actions: readonly { readonly action: string; readonly why: string }[];
}

/** What is needed and what can be done without stand apart, so that the second may be left out. */
function statementsOf(permissions: readonly Permission[]): Statement[] {
  const actionsOf = (optional: boolean): Statement['actions'] => {
    const actions = new Map<string, string>();
    for (const { grant, why, optional: isOptional } of permissions) {
      if (isOptional !== optional) continue;
      for (const action of grant?.actions ?? []) actions.set(action, why.split('\n')[0] ?? '');
    }
    return [...actions].map(([action, why]) => ({ action, why }));
  };
  return [
    { sid: 'OpenFinOpsNeeds', actions: actionsOf(false) },
    { sid: 'OpenFinOpsCanDoWithout', actions: actionsOf(true) },
  ].filter(({ actions }) => actions.length > 0);
}
