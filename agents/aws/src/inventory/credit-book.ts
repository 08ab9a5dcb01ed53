import { type Clock, HOUR_MS, type Problem } from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { toAwsProblem } from '../clients/aws-errors.ts';
import { eachPage } from './each-page.ts';

/** Which burstable machines may run beyond their CPU credits, and be charged for it. */
export interface CreditBook {
  isUnlimited(instanceId: string): boolean;
  /** Asked once an hour and region, where there are burstable machines. A failure is a problem, and what is known stays. */
  learn(region: string, types: Iterable<string | undefined>, signal: AbortSignal): Promise<Problem | null>;
}

const REFRESH_MS = HOUR_MS;
const ACTION = 'ec2:DescribeInstanceCreditSpecifications';
const PAGE_SIZE = 1000;
const BURSTABLE = /^t\d/;

export function createCreditBook(clients: Pick<AwsClients, 'ec2'>, clock: Pick<Clock, 'monotonicMs'>): CreditBook {
  const unlimited = new Map<string, ReadonlySet<string>>();
  const asked = new Map<string, { readonly atMs: number; readonly answer: Promise<void> }>();

  /** Without ids EC2 names the unlimited ones alone. */
  const ask = async (region: string, signal: AbortSignal): Promise<void> => {
    const { DescribeInstanceCreditSpecificationsCommand } = await import('@aws-sdk/client-ec2');
    const client = await clients.ec2(region);
    const ids = new Set<string>();
    const pages = eachPage((token) => {
      const input = { MaxResults: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) };
      return client.send(new DescribeInstanceCreditSpecificationsCommand(input), { abortSignal: signal });
    }, `${ACTION} in ${region}`);
    for await (const { InstanceCreditSpecifications: specifications = [] } of pages) {
      for (const { InstanceId: id, CpuCredits: credits } of specifications) if (id !== undefined && credits === 'unlimited') ids.add(id);
    }
    unlimited.set(region, ids);
  };

  return {
    isUnlimited(instanceId) {
      for (const ids of unlimited.values()) if (ids.has(instanceId)) return true;
      return false;
    },
    async learn(region, types, signal) {
      if (!hasBurstable(types)) return null;
      const nowMs = clock.monotonicMs();
      const last = asked.get(region);
      const isFresh = last !== undefined && nowMs - last.atMs < REFRESH_MS;
      const answer = isFresh ? last.answer : ask(region, signal);
      if (!isFresh) asked.set(region, { atMs: nowMs, answer });
      answer.catch(() => signal.aborted && asked.delete(region));
      try {
        await answer;
        return null;
      } catch (error) {
        signal.throwIfAborted();
        return isFresh ? null : toAwsProblem(error, 'discover', null, `${ACTION} in ${region}`);
      }
    },
  };
}

function hasBurstable(types: Iterable<string | undefined>): boolean {
  for (const type of types) if (type !== undefined && BURSTABLE.test(type)) return true;
  return false;
}
