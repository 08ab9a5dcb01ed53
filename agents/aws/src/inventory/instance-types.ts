import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { type Capacity, type Clock, HOUR_MS, type Problem } from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { toAwsProblem } from '../clients/aws-errors.ts';
import { eachPage } from './each-page.ts';

/** What instance types are made of: asked once for each type in use, and kept. */
export interface InstanceTypes {
  /** undefined: not known, or EC2 does not describe it. */
  capacityOf(instanceType: string): Capacity | undefined;
  /** Resolves when as much as can be known of these types is known; a failure is a problem, and tried again an hour later. */
  learn(region: string, types: Iterable<string | undefined>, signal: AbortSignal): Promise<Problem | null>;
}

const MIB = 1024 ** 2;
/** Of one filter (EC2 API Reference, Filter). */
const MOST_VALUES = 200;
const PAGE_SIZE = 100;
const RETRY_MS = HOUR_MS;
const ACTION = 'ec2:DescribeInstanceTypes';

export function createInstanceTypes(clients: Pick<AwsClients, 'ec2'>, clock: Pick<Clock, 'monotonicMs'>): InstanceTypes {
  const known = new Map<string, Capacity | null>();
  const asking = new Map<string, Promise<void>>();
  let notBeforeMs = Number.NEGATIVE_INFINITY;

  const ask = async (region: string, types: readonly string[], signal: AbortSignal): Promise<void> => {
    const { DescribeInstanceTypesCommand } = await import('@aws-sdk/client-ec2');
    const client = await clients.ec2(region);
    // A filter, because one type that does not exist would make a call that names it fail as a whole.
    const input = { Filters: [{ Name: 'instance-type', Values: [...types] }], MaxResults: PAGE_SIZE };
    const pages = eachPage((token) => {
      const page = token === undefined ? input : { ...input, NextToken: token };
      return client.send(new DescribeInstanceTypesCommand(page), { abortSignal: signal });
    }, `${ACTION} in ${region}`);
    for await (const { InstanceTypes: described = [] } of pages) {
      for (const info of described) if (info.InstanceType !== undefined) known.set(info.InstanceType, capacityOf(info));
    }
    for (const type of types) if (!known.has(type)) known.set(type, null);
  };

  return {
    capacityOf: (instanceType) => known.get(instanceType) ?? undefined,
    async learn(region, types, signal) {
      const unknown = [...new Set(types)].filter((type): type is string => type !== undefined && !known.has(type));
      if (unknown.length === 0 || clock.monotonicMs() < notBeforeMs) return null;
      const mine = unknown.filter((type) => !asking.has(type));
      for (let index = 0; index < mine.length; index += MOST_VALUES) {
        const some = mine.slice(index, index + MOST_VALUES);
        const asked = ask(region, some, signal).finally(() => {
          for (const type of some) asking.delete(type);
        });
        for (const type of some) asking.set(type, asked);
      }
      try {
        await Promise.all(unknown.map((type) => asking.get(type) ?? Promise.resolve()));
        return null;
      } catch (error) {
        signal.throwIfAborted();
        notBeforeMs = clock.monotonicMs() + RETRY_MS;
        return toAwsProblem(error, 'discover', null, `${ACTION} in ${region}`);
      }
    },
  };
}

function capacityOf({ VCpuInfo: cpu, MemoryInfo: memory, InstanceStorageInfo: disk, GpuInfo: gpu }: InstanceTypeInfo): Capacity {
  const card = gpu?.Gpus?.[0];
  const cardBytes = card?.MemoryInfo?.SizeInMiB;
  return {
    ...(cpu?.DefaultVCpus === undefined ? {} : { vcpus: cpu.DefaultVCpus }),
    ...(memory?.SizeInMiB === undefined ? {} : { memoryBytes: memory.SizeInMiB * MIB }),
    ...(disk?.TotalSizeInGB === undefined ? {} : { storageBytes: disk.TotalSizeInGB * 1e9 }),
    ...(card?.Name === undefined || card.Count === undefined
      ? {}
      : { gpus: { model: card.Name, count: card.Count, ...(cardBytes === undefined ? {} : { memoryBytes: cardBytes * MIB }) } }),
  };
}
