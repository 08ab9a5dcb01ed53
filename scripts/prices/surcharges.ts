import type { FormattedTable } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { Drops } from './drops.ts';
import { type Fact, need, readFacts } from './facts.ts';
import { formatParts } from './format-parts.ts';
import type { SourceKey } from './sources.ts';

interface Scope {
  readonly skus?: string;
  readonly min?: string;
  readonly max?: string;
}

/** Which machines a line of facts speaks of, by its own words. */
const SCOPES: Readonly<Record<string, Scope>> = {
  default: {},
  any: {},
  'default (D,E,F,L,M,N,H,DC,EC,FX)': { skus: 'Standard_D* Standard_E* Standard_F* Standard_H* Standard_L* Standard_M* Standard_N*' },
  'B*_v2': { skus: 'Standard_B*_v2' },
  'B*ms (v1)': { skus: 'Standard_B8ms' },
  'm7i-flex': { skus: 'm7i-flex.*' },
  'f1-micro/g1-small/e2-micro..': { skus: 'e2-micro' },
  'vcpu<=8': { max: '8' },
  'vcpu 9-127': { min: '9', max: '127' },
  'vcpu>=128': { min: '128' },
};
const PER: Readonly<Record<string, string>> = { usd_per_vcpu_hour: 'vCPU-h', usd_per_instance_hour: 'h' };

/** What a licensed system adds to a machine. An own licence adds nothing: that is a rule, and no row. */
export function buildSurcharges(dir: string, provider: string, sources: readonly SourceKey[], drops: Drops): FormattedTable {
  const records = readFacts(dir, 'os-surcharges.csv').flatMap((fact) => {
    if (fact.provider !== provider) return [];
    if (Number(fact.usd) === 0) {
      drops.count('zero-price');
      return [];
    }
    const { skus, min, max } = scopeOf(fact);
    return [
      {
        service: fact.service,
        os: fact.os,
        skus,
        'min-vcpu': min,
        'max-vcpu': max,
        per: PER[need(fact, 'unit')],
        price: fact.usd,
        'as-of': fact.as_of,
        basis: fact.note?.includes('guess') ? 'unverified' : '',
      },
    ];
  });
  return formatParts('surcharges', records, {
    path: 'os-surcharges.csv',
    currency: 'USD',
    sources: [...sources],
    method: 'differences between the prices of one machine with the system and with Linux',
  });
}

/** `t3/t3a:nano` is that size of both families. */
function scopeOf(fact: Fact): Scope {
  const words = need(fact, 'applies_to');
  const [families, size] = words.split(':');
  const scope =
    SCOPES[words] ??
    (size === undefined
      ? undefined
      : {
          skus: `${families}`
            .split('/')
            .map((family) => `${family}.${size}`)
            .join(' '),
        });
  if (scope === undefined) throw new RangeError(`nothing says which machines "${words}" are`);
  return scope;
}
