import { add, divide, fromDecimal, multiply, type Rational, ZERO } from '../oracle/rational.ts';

/** The exact value of a sum as it is written by hand: decimals, `+ − × /` and brackets. Throws RangeError for anything else. */
export function evaluate(text: string): Rational {
  const tokens = text.match(/\d+(?:\.\d+)?|[+−×/()]|\S/g) ?? [];
  let at = 0;
  const take = (): string => tokens[at++] ?? '';

  const readFactor = (): Rational => {
    const token = take();
    if (token !== '(') return fromDecimal(token);
    const inner = readSum();
    if (take() !== ')') throw new RangeError(`"${text}" lacks a bracket`);
    return inner;
  };
  const readProduct = (): Rational => {
    let value = readFactor();
    while (tokens[at] === '×' || tokens[at] === '/') value = take() === '×' ? multiply(value, readFactor()) : divide(value, readFactor());
    return value;
  };
  function readSum(): Rational {
    let value = readProduct();
    while (tokens[at] === '+' || tokens[at] === '−') value = add(value, take() === '+' ? readProduct() : negative(readProduct()));
    return value;
  }

  const value = readSum();
  if (at < tokens.length) throw new RangeError(`"${tokens[at]}" in "${text}" is no part of a sum`);
  return value;
}

function negative({ num, den }: Rational): Rational {
  return num === 0n ? ZERO : { num: -num, den };
}
