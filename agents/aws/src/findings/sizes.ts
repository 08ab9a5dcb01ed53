import type { Resource } from '@openfinops/core';

const GIB = 1024 ** 3;

/** The size of a disk; null: not known. */
export function sizeGibOf({ capacity }: Pick<Resource, 'capacity'>): number | null {
  return capacity?.storageBytes === undefined ? null : Math.round(capacity.storageBytes / GIB);
}

/** The next size at half the machine or less that its whole family has, and how much of the machine that is. */
const SMALLER: Readonly<Record<string, readonly [size: string, ratio: number]>> = {
  xlarge: ['large', 1 / 2],
  '2xlarge': ['xlarge', 1 / 2],
  '4xlarge': ['2xlarge', 1 / 2],
  '8xlarge': ['4xlarge', 1 / 2],
  '9xlarge': ['4xlarge', 4 / 9],
  '12xlarge': ['4xlarge', 1 / 3],
  '16xlarge': ['8xlarge', 1 / 2],
  '18xlarge': ['9xlarge', 1 / 2],
  '24xlarge': ['12xlarge', 1 / 2],
  '32xlarge': ['16xlarge', 1 / 2],
  '48xlarge': ['24xlarge', 1 / 2],
};

/** The type of half the size or less; null: none that is sure to exist. */
export function smallerType(instanceType: string): { readonly type: string; readonly ratio: number } | null {
  const [family, size = ''] = instanceType.split('.');
  const smaller = SMALLER[size];
  // Below a large, the sizes of burstable machines differ in credits rather than in CPUs.
  return family === undefined || smaller === undefined ? null : { type: `${family}.${smaller[0]}`, ratio: smaller[1] };
}
