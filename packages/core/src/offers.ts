import type { FactLine } from './facts.ts';
import type { Offer, PriceAttributes } from './model.ts';

/** Whether two offers are the same thing at the same amount. */
export function isSameOffer(a: Offer, b: Offer): boolean {
  if (a === b) return true;
  return (
    a.sku === b.sku &&
    a.amount === b.amount &&
    a.zone === b.zone &&
    a.unit === b.unit &&
    a.unitMs === b.unitMs &&
    a.purchase === b.purchase &&
    isSameAttributes(a.attributes, b.attributes)
  );
}

/** Whether two fact lines differ in nothing but their span. */
export function isSameFactLine(a: FactLine, b: FactLine): boolean {
  if (a.evidence !== b.evidence || a.unsettled !== b.unsettled || a.waived !== b.waived) return false;
  if (!isSameOffer(a.offer, b.offer)) return false;
  if (a.otherOffer === undefined || b.otherOffer === undefined) return a.otherOffer === b.otherOffer;
  return isSameOffer(a.otherOffer, b.otherOffer);
}

function isSameAttributes(a: PriceAttributes, b: PriceAttributes): boolean {
  if (a === b) return true;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => a[key] === b[key]);
}
