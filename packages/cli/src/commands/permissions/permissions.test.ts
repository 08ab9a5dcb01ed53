import { describe, expect, it } from 'vitest';
import { createFakeIo } from '../../fake-io.ts';
import { runProgram } from '../../program.ts';
import { PROVIDERS } from '../../registry.ts';

async function outOf(...argv: readonly string[]): Promise<string> {
  const io = createFakeIo();
  expect(await runProgram(['permissions', ...argv], io)).toBe(0);
  expect(io.errText()).toBe('');
  return io.outText();
}

interface Policy {
  readonly Statement: readonly { readonly Sid: string; readonly Action: readonly string[] }[];
}

describe('permissions', () => {
  it('prints a policy that names each action once and writes nothing', async () => {
    const { Statement } = JSON.parse(await outOf('aws')) as Policy;

    const actions = Statement.flatMap(({ Action }) => Action);
    expect(actions).toContain('ec2:DescribeInstances');
    expect(new Set(actions).size).toBe(actions.length);
    expect(actions.filter((action) => !/^\w+:(Describe|Get|List)\w+$/.test(action))).toEqual([]);
  });

  it('leaves out what the agent can do without', async () => {
    const { Statement } = JSON.parse(await outOf('aws', '--needed')) as Policy;

    expect(Statement.map(({ Sid }) => Sid)).toEqual(['OpenFinOpsNeeds']);
  });

  it('says the same in Terraform', async () => {
    const { Statement } = JSON.parse(await outOf('aws', '--format', 'json')) as Policy;
    const terraform = await outOf('aws', '--format', 'terraform');

    const inTerraform = [...terraform.matchAll(/"(\w+:\w+)", #/g)].map(([, action]) => action);
    expect(inTerraform).toEqual(Statement.flatMap(({ Action }) => Action));
  });

  it.each(PROVIDERS.map(({ id, load }) => ({ id, load })))('lists what $id reads, and why', async ({ id, load }) => {
    const text = await outOf(id, '--format', 'list');

    for (const { name, why } of (await load()).permissions) expect(text).toMatch(new RegExp(`^${name} +(yes|no) +${why.slice(0, 10)}`, 'm'));
  });

  it('has no policy for a machine of your own, and lists what is read there', async () => {
    expect(await outOf('onprem')).toBe(await outOf('onprem', '--format', 'list'));
    await expect(runProgram(['permissions', 'onprem', '--format', 'terraform'], createFakeIo())).rejects.toMatchObject({ code: 'USAGE' });
  });
});
