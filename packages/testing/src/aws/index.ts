export * from './bill.ts';
export * from './call-book.ts';
export * from './create-estate.ts';
export * from './estate.ts';
export type { AwsFault, AwsFaultRule } from './faults.ts';
export type { Ask, MetricTruth } from './metric-values.ts';
export * from './price-book.ts';
export * from './start-aws-emulator.ts';
