export { definition, definition as onprem } from './definition.ts';
export { OnpremOptions } from './options.ts';
export { RateCard } from './rate-card.ts';
export { Tariff } from './tariff.ts';
