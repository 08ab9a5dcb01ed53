import type { Explanation } from './explain-charge.ts';
import { Text } from './text.tsx';

/** The lines of one hour. */
export function HourTable({ rows }: { readonly rows: readonly Explanation[] }) {
  return (
    <table class="lines">
      <thead>
        <tr>
          <th scope="col">From–to</th>
          <th scope="col">What</th>
          <th scope="col">Price from</th>
          <th scope="col">How it is known</th>
          <th scope="col" class="number">
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Line row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ row: { when, what, sum, cost, price, proof } }: { readonly row: Explanation }) {
  return (
    <tr>
      <th scope="row">{when}</th>
      <td data-label="What">
        <span>
          {what}
          {sum === null ? null : (
            <>
              <br />
              <code>{sum}</code>
            </>
          )}
        </span>
      </td>
      <td data-label="Price from">
        {price === null ? null : (
          <span>
            <Text>{price}</Text>
          </span>
        )}
      </td>
      <td data-label="How it is known">
        <span>{proof}</span>
      </td>
      <td class="number" data-label="Cost">
        {cost}
      </td>
    </tr>
  );
}
