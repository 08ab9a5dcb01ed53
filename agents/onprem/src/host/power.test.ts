import { createFakeFiles } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { readAcpiPower, readRapl } from './power.ts';

const RAPL = '/sys/class/powercap';
const HWMON = '/sys/class/hwmon';
const zone = (name: string, label: string, energy: string) => ({
  [`${RAPL}/${name}/name`]: `${label}\n`,
  [`${RAPL}/${name}/energy_uj`]: energy,
  [`${RAPL}/${name}/max_energy_range_uj`]: '262143328850\n',
});

describe('RAPL', () => {
  it('reads each CPU package, and neither their parts nor the platform', async () => {
    const files = createFakeFiles({
      ...zone('intel-rapl:0', 'package-0', '123\n'),
      ...zone('intel-rapl:0:0', 'dram', '5\n'),
      ...zone('intel-rapl:1', 'package-1', '456\n'),
      ...zone('intel-rapl:2', 'psys', '789\n'),
    });

    expect(await readRapl(files, '/')).toEqual({
      value: {
        'intel-rapl:0': { microjoules: 123, rangeMicrojoules: 262_143_328_850 },
        'intel-rapl:1': { microjoules: 456, rangeMicrojoules: 262_143_328_850 },
      },
    });
  });

  it('is all or nothing: a counter that root alone may read is named', async () => {
    const files = createFakeFiles({ ...zone('intel-rapl:0', 'package-0', '123\n'), ...zone('intel-rapl:1', 'package-1', '456\n') });
    files.fail(`${RAPL}/intel-rapl:1/energy_uj`, 'EACCES');

    const rapl = await readRapl(files, '/');

    expect(rapl).toMatchObject({ value: null, problem: { code: 'SOURCE_MISSING', hint: expect.stringContaining('as root') } });
  });

  it('is missing on a machine without it', async () => {
    expect(await readRapl(createFakeFiles(), '/')).toMatchObject({
      value: null,
      problem: { code: 'SOURCE_MISSING', hint: expect.stringContaining('power.watts') },
    });
  });

  it('is not believed when it is garbled', async () => {
    const files = createFakeFiles(zone('intel-rapl:0', 'package-0', '-5\n'));

    expect(await readRapl(files, '/')).toMatchObject({ value: null, problem: { code: 'SOURCE_GARBLED' } });
  });
});

describe('an ACPI power meter', () => {
  it('adds up the power supplies, in watts', async () => {
    const files = createFakeFiles({
      [`${HWMON}/hwmon0/name`]: 'coretemp\n',
      [`${HWMON}/hwmon1/name`]: 'power_meter\n',
      [`${HWMON}/hwmon1/power1_average`]: '312500000\n',
      [`${HWMON}/hwmon2/name`]: 'power_meter\n',
      [`${HWMON}/hwmon2/power1_input`]: '100000000\n',
    });

    expect(await readAcpiPower(files, '/')).toEqual({ value: 412.5 });
  });

  it.each([
    { what: 'not there', tree: {}, code: 'SOURCE_MISSING' },
    { what: 'there without a figure', tree: { [`${HWMON}/hwmon1/name`]: 'power_meter\n' }, code: 'SOURCE_MISSING' },
    { what: 'garbled', tree: { [`${HWMON}/hwmon1/name`]: 'power_meter\n', [`${HWMON}/hwmon1/power1_average`]: 'hot\n' }, code: 'SOURCE_GARBLED' },
  ])('is named when it is $what', async ({ tree, code }) => {
    expect(await readAcpiPower(createFakeFiles(tree), '/')).toMatchObject({ value: null, problem: { code } });
  });
});
