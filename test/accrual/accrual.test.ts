import { describe, expect, it } from 'vitest';
import { violations } from '../oracle/check.ts';
import { createRng, disorder } from '../oracle/random.ts';
import type { Family } from '../oracle/types.ts';
import { makeWorld } from '../oracle/worlds.ts';
import { driveWorld, joinReports, toHub } from './drive.ts';

/** 100 worlds a family by default; `npm run test:long` asks for 2,000. */
const WORLDS = Number(process.env.OPENFINOPS_WORLDS ?? 100);
const FIRST_SEED = Number(process.env.OPENFINOPS_FIRST_SEED ?? 1);

const UNBROKEN: readonly Family[] = ['calm', 'trouble', 'slow-lives', 'spot', 'price-changes'];
const BROKEN: readonly Family[] = ['ledger-lost', 'ledger-restored', 'two-agents', 'stateless-hourly', 'stateless-5min'];

function seeds(): number[] {
  return Array.from({ length: WORLDS }, (_, index) => FIRST_SEED + index);
}

describe.each([...UNBROKEN, ...BROKEN].map((family) => ({ family })))(`the ledger in ${WORLDS} worlds of $family`, ({ family }) => {
  it('bills what is knowable, never more than the truth, and says what it does not know (1.8)', { timeout: 3_600_000 }, () => {
    const found: string[] = [];

    for (const seed of seeds()) {
      const world = makeWorld(family, seed);
      const reports = disorder(driveWorld(world), createRng(world.deliverySeed));
      found.push(...violations(world, toHub(joinReports(reports))));
      if (found.length > 20) break;
    }

    expect(found.slice(0, 5)).toEqual([]);
  });

  it('comes to the same whatever the order and repetition of reports (1.5)', { timeout: 3_600_000 }, () => {
    for (const seed of seeds().slice(0, Math.ceil(WORLDS / 4))) {
      const world = makeWorld(family, seed);
      const reports = driveWorld(world);

      const inOrder = joinReports(reports);
      const disordered = joinReports(disorder(reports, createRng(world.deliverySeed, 'again')));

      expect(sorted(disordered), `${family} ${seed}`).toEqual(sorted(inOrder));
    }
  });
});

describe.each(UNBROKEN.map((family) => ({ family })))('one unbroken ledger in worlds of $family', ({ family }) => {
  it('closes every hour that is over, as long as somebody looks (2.7)', { timeout: 3_600_000 }, () => {
    for (const seed of seeds().slice(0, Math.ceil(WORLDS / 4))) {
      const world = makeWorld(family, seed);

      const open = [...joinReports(driveWorld(world)).values()].filter((charge) => !charge.complete && charge.hourStartMs < world.endMs);

      const unsettled = open.filter((charge) => charge.lines.some((line) => line.unsettled));
      expect(open.length - unsettled.length, `${family} ${seed}`).toBe(0);
    }
  });

  it('says with its finals alone what all its reports say, and each final once unless more was learnt (1.6)', { timeout: 3_600_000 }, () => {
    for (const seed of seeds()) {
      const world = makeWorld(family, seed);
      const reports = driveWorld(world);
      const finals = reports.filter(({ charge }) => charge.complete);

      const all = new Map([...joinReports(reports)].filter(([, charge]) => charge.complete));

      expect(bills(joinReports(finals)), `${family} ${seed}`).toEqual(bills(all));
      // Lives of days: what was looked for in vain for 24 hours is forgotten, and tells its unknown hours again when it comes back.
      const again = family === 'slow-lives' ? [] : repeats(finals.map(({ charge }) => charge));
      expect(
        again.filter((charge) => charge.lines.length === 0),
        `${family} ${seed}`,
      ).toEqual([]);
    }
  });
});

function sorted(hub: ReturnType<typeof joinReports>) {
  return [...hub.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What a bill shows of each charge; who said it and when does not matter. */
function bills(hub: ReturnType<typeof joinReports>) {
  return sorted(hub).map(({ id, lines, unknown }) => {
    const shown: { fromMs: number; toMs: number; what: string }[] = [];
    for (const { fromMs, toMs, sku, amount, evidence, unsettled, price } of lines) {
      const what = JSON.stringify({ sku, amount, evidence, unsettled, price });
      const last = shown.at(-1);
      if (last !== undefined && last.toMs === fromMs && last.what === what) last.toMs = toMs;
      else shown.push({ fromMs, toMs, what });
    }
    return { id, shown, unknown };
  });
}

function repeats<T extends { readonly id: string }>(charges: readonly T[]): T[] {
  const seen = new Set<string>();
  return charges.filter(({ id }) => seen.has(id) || !seen.add(id));
}
