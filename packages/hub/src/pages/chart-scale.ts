/** Steps that people count in. */
const STEPS = [1, 2, 2.5, 5, 10];
const MOST_TICKS = 4;

/** Round values from the first step to the one that reaches the greatest value: `[0.05, 0.1]` for 0.09; none for 0. */
export function ticksUpTo(greatest: number): number[] {
  if (!(greatest > 0) || !Number.isFinite(greatest)) return [];
  const power = 10 ** Math.floor(Math.log10(greatest / MOST_TICKS));
  const step = (STEPS.find((one) => one * power * MOST_TICKS >= greatest * 0.999_999) ?? 10) * power;
  const count = Math.ceil(greatest / step - 0.000_001);
  return Array.from({ length: count }, (_, index) => Number(((index + 1) * step).toPrecision(12)));
}
