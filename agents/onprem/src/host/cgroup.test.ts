import { createFakeFiles } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { readLimits } from './cgroup.ts';

const V2 = '/sys/fs/cgroup';
const V1 = '/sys/fs/cgroup/cpu/cpu.cfs';

describe('limits of the container', () => {
  it.each<{ what: string; tree: Record<string, string>; limits: object }>([
    {
      what: 'v2, both',
      tree: { [`${V2}/cpu.max`]: '150000 100000\n', [`${V2}/memory.max`]: '2147483648\n' },
      limits: { cpus: 1.5, memoryBytes: 2_147_483_648 },
    },
    { what: 'v2, none', tree: { [`${V2}/cpu.max`]: 'max 100000\n', [`${V2}/memory.max`]: 'max\n' }, limits: {} },
    {
      what: 'v1, both',
      tree: { [`${V1}_quota_us`]: '50000\n', [`${V1}_period_us`]: '100000\n', [`${V2}/memory/memory.limit_in_bytes`]: '536870912\n' },
      limits: { cpus: 0.5, memoryBytes: 536_870_912 },
    },
    {
      what: 'v1, none',
      tree: { [`${V1}_quota_us`]: '-1\n', [`${V1}_period_us`]: '100000\n', [`${V2}/memory/memory.limit_in_bytes`]: '9223372036854771712\n' },
      limits: {},
    },
    { what: 'no cgroup at all', tree: {}, limits: {} },
  ])('$what', async ({ tree, limits }) => {
    expect(await readLimits(createFakeFiles(tree), '/')).toEqual({ limits, problems: [] });
  });

  it('names a limit that it cannot read, and keeps the other', async () => {
    const files = createFakeFiles({ [`${V2}/cpu.max`]: 'plenty 100000\n', [`${V2}/memory.max`]: '1024\n' });

    const { limits, problems } = await readLimits(files, '/');

    expect(limits).toEqual({ memoryBytes: 1024 });
    expect(problems).toEqual([{ code: 'SOURCE_GARBLED', message: '/sys/fs/cgroup/cpu.max (container limit) cannot be understood' }]);
  });
});
