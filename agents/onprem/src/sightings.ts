import { HOUR_MS, type MeterName, type Offer, type Resource, toDecimal } from '@openfinops/core';
import { cardTimes, chargesEnergy, facilityKw } from './card-rates.ts';
import type { RateCard } from './rate-card.ts';

type OwnSighting = Resource['sightings'][number];

export interface SightingsInput {
  readonly card: RateCard | undefined;
  readonly sku: string;
  readonly atMs: number;
  readonly bootMs: number | null;
  /** The clock cannot be believed: nothing may be said of time. */
  readonly clockWrong: boolean;
}

/**
 * What an owned machine bills for by running time. Capex and opex: the owner's word, whether the machine is on or off. Energy: only with a constant
 * draw, from boot on; a draw that changes comes as readings. Without a card one meter of unknown price shows the time that is proven.
 */
export function ownedSightings(input: SightingsInput): OwnSighting[] {
  const { card } = input;
  if (card === undefined) return [running(input, 'capex', hourlyOffer(input.sku))];
  const { inServiceMs, writtenOffMs, retiredMs } = cardTimes(card);
  const capexEndMs = Math.min(writtenOffMs, retiredMs ?? writtenOffMs);
  const sightings = [existing(input, 'capex', inServiceMs, capexEndMs)];
  if (card.opex !== undefined) sightings.push(existing(input, 'opex', inServiceMs, retiredMs));
  const watts = card.power?.watts;
  if (watts !== undefined && chargesEnergy(card)) {
    sightings.push(running(input, 'energy', energyOffer(input.sku, facilityKw(toDecimal(watts), card.pue))));
  }
  return sightings;
}

/** The offer of a mean power over some time. */
export function energyOffer(sku: string, kilowatts: string, isEstimate = false): Offer {
  return { sku, amount: kilowatts, unit: 'kWh', unitMs: HOUR_MS, purchase: 'owned', attributes: isEstimate ? { basis: 'estimate' } : {} };
}

function hourlyOffer(sku: string): Offer {
  return { sku, amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'owned', attributes: {} };
}

/** Bills from one date of the card to another. */
function existing({ sku, atMs, clockWrong }: SightingsInput, meter: MeterName, startMs: number, stopMs: number | undefined): OwnSighting {
  const offer = hourlyOffer(sku);
  if (clockWrong) return { meter, bills: null, offer };
  if (atMs < startMs) return { meter, bills: false, offer };
  if (stopMs === undefined || atMs < stopMs) return { meter, bills: true, offer, startMs };
  return { meter, bills: false, offer, startMs, stopMs };
}

/** Bills while the machine is up. */
function running({ bootMs, atMs, clockWrong }: SightingsInput, meter: MeterName, offer: Offer): OwnSighting {
  if (clockWrong) return { meter, bills: null, offer };
  if (bootMs === null || bootMs > atMs) return { meter, bills: true, offer };
  return { meter, bills: true, offer, startMs: bootMs };
}
