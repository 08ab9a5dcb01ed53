import { describe, expect, it } from 'vitest';
import { fakeKey } from './fake-book.ts';
import { canonicalAttributes, canonicalKey, canonicalPlace, canonicalPurchase, canonicalService, canonicalSku } from './spellings.ts';

describe('canonicalPlace', () => {
  it.each([
    { provider: 'aws', text: 'us-east-1', region: 'us-east-1' },
    { provider: 'aws', text: 'US East (N. Virginia)', region: 'us-east-1' },
    { provider: 'aws', text: 'EU (Ireland)', region: 'eu-west-1' },
    { provider: 'aws', text: 'South America (São Paulo)', region: 'sa-east-1' },
    { provider: 'aws', text: 'AWS GovCloud (US-West)', region: 'us-gov-west-1' },
    { provider: 'aws', text: 'us-east-1a', region: 'us-east-1', zone: 'us-east-1a' },
    { provider: 'aws', text: 'US-GOV-WEST-1B', region: 'us-gov-west-1', zone: 'us-gov-west-1b' },
    { provider: 'aws', text: 'us-west-2-lax-1a', region: 'us-west-2-lax-1a' },
    { provider: 'azure', text: 'East US', region: 'eastus' },
    { provider: 'azure', text: 'US East', region: 'eastus' },
    { provider: 'azure', text: 'East US 2', region: 'eastus2' },
    { provider: 'azure', text: 'eastus2', region: 'eastus2' },
    { provider: 'azure', text: 'westeurope-3', region: 'westeurope', zone: 'westeurope-3' },
    { provider: 'gcp', text: 'us-central1-b', region: 'us-central1', zone: 'us-central1-b' },
    { provider: 'gcp', text: 'us-central1 (Iowa)', region: 'us-central1' },
    { provider: 'gcp', text: 'northamerica-northeast1', region: 'northamerica-northeast1' },
    { provider: 'onprem', text: ' Hall 2 ', region: 'hall 2' },
  ])('reads $provider $text as $region', ({ provider, text, region, zone }) => {
    const place = canonicalPlace(provider, text);

    expect(place).toEqual(zone === undefined ? { region } : { region, zone });
  });
});

describe('canonicalSku', () => {
  it.each([
    { provider: 'azure', service: 'vm', text: 'Standard_D4s_v5', sku: 'Standard_D4s_v5' },
    { provider: 'azure', service: 'vm', text: 'D4s v5', sku: 'Standard_D4s_v5' },
    { provider: 'azure', service: 'vm', text: 'D4s v5 Spot', sku: 'Standard_D4s_v5' },
    { provider: 'azure', service: 'vmss', text: 'STANDARD_D4s_v5', sku: 'Standard_D4s_v5' },
    { provider: 'azure', service: 'vm', text: 'basic_A1', sku: 'Basic_A1' },
    { provider: 'azure', service: 'vm', text: 'Standard_NM16ads_MA35D  ', sku: 'Standard_NM16ads_MA35D' },
    { provider: 'azure', service: 'disk', text: 'P10', sku: 'P10' },
    { provider: 'aws', service: 'ec2', text: 'M5.XLarge', sku: 'm5.xlarge' },
    { provider: 'gcp', service: 'compute', text: 'N2-Standard-4', sku: 'n2-standard-4' },
    { provider: 'llm', service: 'openai', text: 'GPT-5', sku: 'GPT-5' },
  ])('reads $provider $service $text as $sku', ({ provider, service, text, sku }) => {
    const spelled = canonicalSku(provider, service, text);

    expect(spelled).toBe(sku);
  });
});

describe('canonicalService', () => {
  it.each([
    { provider: 'aws', text: 'AmazonEC2', service: 'ec2' },
    { provider: 'azure', text: 'Virtual Machines', service: 'vm' },
    { provider: 'gcp', text: 'Compute Engine', service: 'compute' },
    { provider: 'gcp', text: 'compute', service: 'compute' },
    { provider: 'aws', text: 'constructor', service: 'constructor' },
  ])('reads $provider $text as $service', ({ provider, text, service }) => {
    const spelled = canonicalService(provider, text);

    expect(spelled).toBe(service);
  });
});

describe('canonicalAttributes', () => {
  it.each([
    { given: { os: 'Linux/UNIX' }, spelled: { os: 'linux' } },
    { given: { os: 'Red Hat Enterprise Linux' }, spelled: { os: 'rhel' } },
    { given: { os: 'SUSE Linux' }, spelled: { os: 'sles' } },
    { given: { os: 'Windows Server 2022 Datacenter' }, spelled: { os: 'windows' } },
    { given: { os: 'Windows with SQL Server Standard' }, spelled: { os: 'windows with sql server standard' } },
    { given: { engine: 'postgres', deployment: 'Multi-AZ' }, spelled: { engine: 'postgresql', deployment: 'multi-az' } },
    { given: { tenancy: 'default', licence: 'Windows_Server' }, spelled: { tenancy: 'shared', licence: 'byol' } },
    { given: { os: '', gpu: 'nvidia-tesla-t4' }, spelled: { gpu: 'nvidia-tesla-t4' } },
  ])('reads $given as $spelled', ({ given, spelled }) => {
    const attributes = canonicalAttributes(given);

    expect(attributes).toEqual(spelled);
  });
});

describe('canonicalKey', () => {
  it('spells every part of a key', () => {
    const key = fakeKey({ service: 'AmazonEC2', region: 'us-east-1c', sku: 'M5.xlarge', attributes: { os: 'Linux/UNIX' } });

    expect(canonicalKey(key)).toEqual(fakeKey({ region: 'us-east-1', zone: 'us-east-1c', attributes: { os: 'linux' } }));
  });

  it('keeps a zone that was given, and what it does not know', () => {
    const key = fakeKey({ zone: 'use1-az2', attributes: { os: 'TempleOS', arch: 'ARM' } });

    expect(canonicalKey(key)).toEqual({ ...key, attributes: { os: 'templeos', arch: 'ARM' } });
  });

  it.each([
    { text: 'OnDemand', purchase: 'on-demand' },
    { text: 'pay-as-you-go', purchase: 'on-demand' },
    { text: 'Spot', purchase: 'spot' },
    { text: 'preemptible', purchase: 'spot' },
    { text: 'unknown', purchase: 'unknown' },
  ])('reads the purchase option $text as $purchase', ({ text, purchase }) => {
    const spelled = canonicalPurchase(text);

    expect(spelled).toBe(purchase);
  });
});
