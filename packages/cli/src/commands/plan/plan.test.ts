import type { Discovery, Provider } from '@openfinops/core';
import { createSmallProvider, SMALL_DISCOVERY } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createFakeIo } from '../../fake-io.ts';
import { runProgram } from '../../program.ts';
import { chooseFake } from '../fake-chosen.ts';
import { parseAssumed } from './assume.ts';
import { printPlan } from './plan.ts';

const perMachine: Provider['plan'] = ({ ec2 = 0 }) => ({ calls: ec2, billedUnits: 10 * ec2, usdPerMonth: String(ec2) });

async function* failing(): AsyncGenerator<Discovery> {
  yield* SMALL_DISCOVERY;
  const scope = 'aws/123456789012/eu-west-1/ec2';
  yield { type: 'failure', scope, problem: { stage: 'discover', code: 'AUTH_DENIED', scope, message: 'refused', hint: 'Allow it.' } };
}

describe('plan', () => {
  it('plans for what it is told to assume, without a provider', async () => {
    const io = createFakeIo();

    const exitCode = await runProgram(['plan', 'aws', '--region', 'us-west-2', '--assume', 'ec2=10_000', '--json'], io);

    expect(exitCode).toBe(0);
    expect(JSON.parse(io.outText())).toMatchObject({ provider: 'aws', assumed: true, counts: { ec2: 10_000 }, usd_per_month: '365', looks: null });
    expect(io.errText()).toBe('');
  });

  it('plans for what there is, and says what listing it took', async () => {
    const { io, chosen, lives } = await chooseFake(createSmallProvider({ plan: perMachine }));

    const exitCode = await printPlan(chosen, {}, io);

    expect(exitCode).toBe(0);
    expect(io.outText()).toContain('1.00 USD a month for fake: 1 ec2 running\n');
    expect(io.outText()).toContain('Listing it all took 1 call; an agent does so every 5 min');
    expect(lives()).toEqual({ made: 1, closed: 1 });
  });

  it('asks the provider itself where its definition cannot plan', async () => {
    const { io, chosen, lives } = await chooseFake(createSmallProvider({ plan: perMachine }));

    await printPlan(chosen, { assume: ['ec2=7'], json: true }, io);

    expect(JSON.parse(io.outText())).toMatchObject({ calls: 7, billed_units: 70, usd_per_month: '7' });
    expect(lives()).toEqual({ made: 1, closed: 1 });
  });

  it('plans for what it could list, names what it could not, and leaves with 75', async () => {
    const { io, chosen } = await chooseFake(createSmallProvider({ plan: perMachine, discover: failing }));

    const exitCode = await printPlan(chosen, { json: true }, io);

    expect(exitCode).toBe(75);
    expect(JSON.parse(io.outText())).toMatchObject({ counts: { ec2: 1 } });
    expect(io.errText()).toContain('AUTH_DENIED: refused');
    expect(io.errText()).toContain('1 of 2 scopes failed: aws/123456789012/eu-west-1/ec2');
  });

  it('closes the provider when listing fails outright', async () => {
    const discover = () => {
      throw new Error('no way');
    };
    const { io, chosen, lives } = await chooseFake(createSmallProvider({ discover }));

    await expect(printPlan(chosen, {}, io)).rejects.toThrow('no way');

    expect(lives()).toEqual({ made: 1, closed: 1 });
  });
});

describe('parseAssumed', () => {
  it('reads counts by service; of two the later one holds', () => {
    expect(parseAssumed(['ec2=10000', ' EBS = 5 ', 'ec2=1_000'])).toEqual({ ec2: 1000, ebs: 5 });
  });

  it.each(['ec2', 'ec2=', 'ec2=-1', 'ec2=1.5', '=5', 'ec2=1e9', 'ec2=999999999'])('refuses %s and says what would do', (text) => {
    expect(() => parseAssumed([text])).toThrow(`--assume takes a service and a count, not "${text}"`);
  });
});
