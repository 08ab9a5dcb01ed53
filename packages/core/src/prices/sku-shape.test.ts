import { describe, expect, it } from 'vitest';
import { shapeOf } from './sku-shape.ts';

describe('shapeOf', () => {
  it.each([
    { provider: 'aws', sku: 'm5.large', family: 'm5', units: 2 },
    { provider: 'aws', sku: 'm5.xlarge', family: 'm5', units: 4 },
    { provider: 'aws', sku: 'm7i.48xlarge', family: 'm7i', units: 192 },
    { provider: 'aws', sku: 't3.nano', family: 't3', units: 0.125 },
    { provider: 'aws', sku: 'm7i.metal-24xl', family: 'm7i', units: 96 },
    { provider: 'aws', sku: 'c5.metal', family: 'c5', units: 'largest' },
    { provider: 'aws', sku: 'u-6tb1.112xlarge', family: 'u-6tb1', units: 448 },
    { provider: 'aws', sku: 'db.r6g.2xlarge', family: 'db.r6g', units: 8 },
    { provider: 'azure', sku: 'Standard_D4s_v5', family: 'standard_d*s_v5', units: 4 },
    { provider: 'azure', sku: 'standard_E16-4ads_v5', family: 'standard_e*ads_v5', units: 16 },
    { provider: 'azure', sku: 'Standard_NC40ads_H100_v5', family: 'standard_nc*ads_h100_v5', units: 40 },
    { provider: 'azure', sku: 'Basic_A1', family: 'basic_a*', units: 1 },
    { provider: 'gcp', sku: 'n2-standard-4', family: 'n2-standard', units: 4 },
    { provider: 'gcp', sku: 'c3-standard-8-lssd', family: 'c3-standard-lssd', units: 8 },
    { provider: 'gcp', sku: 'a2-highgpu-2g', family: 'a2-highgpug', units: 2 },
  ])('reads $sku as $units units of $family', ({ provider, sku, family, units }) => {
    const shape = shapeOf(provider, sku);

    expect(shape).toEqual({ family, units });
  });

  it('knows the family of a size that has no number', () => {
    const shape = shapeOf('aws', 'm5.huge');

    expect(shape).toEqual({ family: 'm5', units: null });
  });

  it.each([
    { provider: 'aws', sku: 'gp3' },
    { provider: 'azure', sku: 'P10' },
    { provider: 'gcp', sku: 'e2-micro' },
    { provider: 'gcp', sku: 'n2-custom-4-8192' },
    { provider: 'onprem', sku: 'm5.large' },
  ])('sees no size in $provider $sku', ({ provider, sku }) => {
    const shape = shapeOf(provider, sku);

    expect(shape).toBeUndefined();
  });
});
