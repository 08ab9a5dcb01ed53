import type { Permission, PermissionProbe } from '@openfinops/core';
import { createSmallProvider } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createFakeIo } from '../../fake-io.ts';
import { runProgram } from '../../program.ts';
import { chooseFake } from '../fake-chosen.ts';
import { examine } from './doctor.ts';

const PERMISSIONS: readonly Permission[] = [
  { name: 'fake:List', why: 'Finds things', optional: false, grant: { language: 'aws-iam', actions: ['fake:List'] } },
  { name: 'fake:Measure', why: 'Measures them', optional: false },
  { name: 'fake:Dream', why: 'Nice to have', optional: true },
];

function probes(...missing: readonly string[]): PermissionProbe[] {
  return PERMISSIONS.map(({ name }) => {
    const ok = !missing.includes(name);
    return { name, ok, detail: ok ? 'fine' : 'refused', ...(ok ? {} : { hint: `Allow ${name}.` }) };
  });
}

describe('doctor', () => {
  it.each([
    { missing: [], exitCode: 0 },
    { missing: ['fake:Dream'], exitCode: 0 },
    { missing: ['fake:List'], exitCode: 75 },
    { missing: ['fake:Measure', 'fake:Dream'], exitCode: 75 },
    { missing: ['fake:List', 'fake:Measure'], exitCode: 77 },
  ])('leaves with $exitCode when $missing is missing', async ({ missing, exitCode }) => {
    const { io, chosen, lives } = await chooseFake(createSmallProvider({ probe: async () => probes(...missing) }), { permissions: PERMISSIONS });

    expect(await examine(chosen, {}, io)).toBe(exitCode);

    for (const name of missing) expect(io.outText()).toContain(`Allow ${name}.`);
    expect(lives()).toEqual({ made: 1, closed: 1 });
  });

  it('prints the statement of what is missing, and of nothing else', async () => {
    const { io, chosen } = await chooseFake(createSmallProvider({ probe: async () => probes('fake:List', 'fake:Measure') }), {
      permissions: PERMISSIONS,
    });

    await examine(chosen, { json: true }, io);

    const diagnosis = JSON.parse(io.outText()) as { missing_policy: unknown };
    const Statement = [{ Sid: 'OpenFinOpsNeeds', Effect: 'Allow', Action: ['fake:List'], Resource: '*' }];
    expect(diagnosis.missing_policy).toEqual({ Version: '2012-10-17', Statement });
  });

  it('takes what it was told nothing of for needed', async () => {
    const { io, chosen } = await chooseFake(
      createSmallProvider({ probe: async () => [{ name: 'a surprise', ok: false, detail: 'missing', hint: 'Look for it.' }] }),
      { permissions: PERMISSIONS },
    );

    expect(await examine(chosen, {}, io)).toBe(77);
  });

  it('leaves at once when it is asked to', async () => {
    const { io, chosen, lives } = await chooseFake(createSmallProvider({ probe: () => new Promise(() => {}) }));
    const examined = examine(chosen, {}, io);
    setTimeout(() => io.stop('SIGINT'), 20);

    await expect(examined).rejects.toMatchObject({ name: 'AbortError' });

    expect(lives()).toEqual({ made: 1, closed: 1 });
  });

  it('knows its providers', async () => {
    await expect(runProgram(['doctor', 'asw'], createFakeIo())).rejects.toMatchObject({
      code: 'USAGE',
      hint: 'Did you mean aws? See `openfinops-agent doctor --help`.',
    });
  });
});
