import { HOUR_MS } from './families.ts';
import type { Rng } from './random.ts';
import type { MeterName, Offer, PriceFrom, PriceList, Span } from './types.ts';

/** What there is to buy: SKU and its first price. */
const SHELF: Readonly<Record<string, readonly (readonly [sku: string, listPrice: string])[]>> = {
  compute: [
    ['m5.large', '0.096'],
    ['m5.xlarge', '0.192'],
    ['c6g.medium', '0.034'],
    ['g5.xlarge', '1.006'],
  ],
  storage: [
    ['gp2', '0.1'],
    ['gp3', '0.08'],
  ],
  'control-plane': [
    ['standard', '0.1'],
    ['extended', '0.6'],
  ],
  licence: [
    ['sles', '0.0625'],
    ['rhel', '0.13'],
  ],
};

const DISK_SIZES = ['8', '100', '333', '1024', '0.5'];
const MONTH_MS = 730 * HOUR_MS;

export function pickOffer(meter: MeterName, rng: Rng): Offer {
  const [sku] = rng.pick(SHELF[meter] ?? []);
  if (meter === 'storage') {
    return { sku, amount: rng.pick(DISK_SIZES), unit: 'GiB-month', unitMs: MONTH_MS, purchase: 'on-demand', attributes: {} };
  }
  return { sku, amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand', attributes: {} };
}

/** Another offer of the same meter. */
export function resize(offer: Offer, meter: MeterName, rng: Rng): Offer {
  let other = pickOffer(meter, rng);
  while (offersAgree(other, offer)) other = pickOffer(meter, rng);
  return other;
}

/** Whether two looks saw the same thing for sale. The offers of a world differ in these fields alone. */
export function offersAgree(a: Offer, b: Offer): boolean {
  return a.sku === b.sku && a.amount === b.amount && a.purchase === b.purchase && a.unitMs === b.unitMs;
}

/** One price for each SKU, or one that changes at odd instants inside the window. The first row may come late: it then also holds before. */
export function makePrices(rng: Rng, change: boolean, window: Span): PriceList {
  const list = new Map<string, PriceFrom[]>();
  for (const [sku, listPrice] of Object.values(SHELF).flat()) {
    const early = window.fromMs - 72 * HOUR_MS;
    const rows = [{ fromMs: change && rng.chance(0.3) ? window.fromMs + rng.int(0, HOUR_MS) : early, listPrice }];
    list.set(sku, change ? withChanges(rows, rng, window) : rows);
  }
  return list;
}

function withChanges(rows: readonly PriceFrom[], rng: Rng, window: Span): PriceFrom[] {
  const changed = [...rows];
  const lastMs = (changed.at(-1)?.fromMs ?? window.fromMs) + 1;
  let atMs = Math.max(window.fromMs - 2 * HOUR_MS, lastMs) + rng.gapMs(HOUR_MS);
  while (atMs < window.toMs) {
    changed.push({ fromMs: atMs, listPrice: `${rng.int(0, 2)}.${rng.int(1, 99_999)}` });
    atMs += rng.gapMs(2 * HOUR_MS);
  }
  return changed;
}
