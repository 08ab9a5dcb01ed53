import { describe, expect, it } from 'vitest';
import { systemOf } from '../inventory/system.ts';
import { osOfProduct, osOfSpotProduct, productWordsOf, spotProductOf } from './platforms.ts';

/** `PlatformDetails` of EC2, and how the price list calls the same. */
const SYSTEMS = [
  { details: 'Linux/UNIX', operatingSystem: 'Linux', preInstalledSw: 'NA' },
  { details: 'Windows', operatingSystem: 'Windows', preInstalledSw: 'NA' },
  { details: 'Red Hat Enterprise Linux', operatingSystem: 'RHEL', preInstalledSw: 'NA' },
  { details: 'Red Hat Enterprise Linux with HA', operatingSystem: 'Red Hat Enterprise Linux with HA', preInstalledSw: 'NA' },
  { details: 'SUSE Linux', operatingSystem: 'SUSE', preInstalledSw: 'NA' },
  { details: 'Ubuntu Pro', operatingSystem: 'Ubuntu Pro', preInstalledSw: 'NA' },
  { details: 'Windows with SQL Server Standard', operatingSystem: 'Windows', preInstalledSw: 'SQL Std' },
  { details: 'Windows with SQL Server Enterprise', operatingSystem: 'Windows', preInstalledSw: 'SQL Ent' },
  { details: 'SQL Server Web', operatingSystem: 'Linux', preInstalledSw: 'SQL Web' },
  { details: 'Red Hat Enterprise Linux with SQL Server Standard', operatingSystem: 'RHEL', preInstalledSw: 'SQL Std' },
  {
    details: 'Red Hat Enterprise Linux with SQL Server Enterprise and HA',
    operatingSystem: 'Red Hat Enterprise Linux with HA',
    preInstalledSw: 'SQL Ent',
  },
];

describe('systems', () => {
  it.each(SYSTEMS)('are the same in a machine ($details) and in the price list', ({ details, operatingSystem, preInstalledSw }) => {
    const { os } = systemOf(details);

    expect(osOfProduct(operatingSystem, preInstalledSw)).toBe(os);
    expect(productWordsOf([os])).toEqual({ operatingSystem: [operatingSystem], preInstalledSw: [preInstalledSw] });
  });

  it.each([
    { details: 'Linux/UNIX', product: 'Linux/UNIX' },
    { details: 'Windows', product: 'Windows (Amazon VPC)' },
    { details: 'SUSE Linux', product: 'SUSE Linux (Amazon VPC)' },
  ])('are the same in a machine ($details) and in the spot market', ({ details, product }) => {
    const { os } = systemOf(details);

    expect(osOfSpotProduct(product)).toBe(os);
    expect(spotProductOf(os)).toBe(product.replace(' (Amazon VPC)', ''));
  });

  it('with a licence in them have no spot market', () => {
    expect([spotProductOf('windows with sql server web'), spotProductOf('beos'), osOfSpotProduct(undefined)]).toEqual([null, null, undefined]);
  });
});
