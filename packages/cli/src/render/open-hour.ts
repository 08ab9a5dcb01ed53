import { HOUR_MS, hourOf, type WireCharge, type WireDocument } from '@openfinops/core';

/** Start of the clock hour that the cycle's end lies in, epoch seconds. */
function openHourOf(document: WireDocument): number {
  return hourOf(document.window.end * 1000 - 1) / 1000;
}

/** Charges of the hour that is still running. */
export function openCharges(document: WireDocument): WireCharge[] {
  const hour = openHourOf(document);
  return document.charges.filter((charge) => charge.hour === hour);
}

/** Length of the part of the open hour that is over, in seconds. */
export function openSeconds(document: WireDocument): number {
  return Math.min(document.window.end - openHourOf(document), HOUR_MS / 1000);
}
