import { createFakePorts, testProvider } from '@openfinops/testing';
import { OnpremOptions } from './options.ts';
import { createOnpremProvider } from './provider.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url).pathname;
const PURCHASE = { price: 35_040, lifeYears: 4, inService: '2025-03-01' };

const openFixture = (name: string, options: object = {}) =>
  createOnpremProvider(OnpremOptions.parse({ root: `${FIXTURES}${name}`, ...options }), createFakePorts());

for (const { name, options } of [
  {
    name: 'owned-server',
    options: { hosting: 'owned', card: { purchase: PURCHASE, power: { measured: 'rapl', otherWatts: 80 }, tariff: { pricePerKwh: 0.2 } } },
  },
  { name: 'ec2-nitro', options: {} },
  {
    name: 'container-cgroup2',
    options: { card: { purchase: PURCHASE, opex: { staffPerYear: 876 }, power: { watts: 400 }, tariff: { pricePerKwh: 0.2 } } },
  },
  { name: 'container-cgroup1', options: { hosting: 'owned' } },
  { name: 'broken', options: { hosting: 'owned', card: { purchase: PURCHASE, power: { measured: 'acpi' }, tariff: { pricePerKwh: 0.2 } } } },
]) {
  testProvider(`onprem over ${name}`, () => openFixture(name, options));
}
