import { type Io, writeLines } from '../../io.ts';
import { createPalette, wantsColour } from '../../render/colour.ts';
import { priceJson } from '../../render/price-json.ts';
import { renderPrice } from '../../render/price-text.ts';
import { createLookUp } from './create-look-up.ts';
import { openPrices } from './open-world.ts';
import { type PriceFlags, questionOf } from './price-flags.ts';
import { reportProblems } from './report-problems.ts';

/** `price lookup`: one price with where it comes from, or the reason why there is none. Both are answers: the exit code is 0. */
export async function lookUpPrice(flags: PriceFlags, io: Io, nowMs: number): Promise<number> {
  const question = questionOf(flags);
  const prices = await openPrices(io, flags.config, nowMs);
  const found = createLookUp(prices)(question);
  await reportProblems(prices.problems(), io);
  if (flags.json) {
    await io.out.write(`${JSON.stringify(priceJson(found), null, 2)}\n`);
    return 0;
  }
  await writeLines(io.out, renderPrice(found, { width: widthOf(io), palette: createPalette(wantsColour(io.out.isTty, io.env)), nowMs }));
  return 0;
}

/** A pipe has no width: nothing is broken for it. */
export function widthOf(io: Io): number {
  return io.out.isTty ? (io.out.columns ?? 100) : Number.POSITIVE_INFINITY;
}
