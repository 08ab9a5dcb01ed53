export { definition, definition as aws } from './definition.ts';
export { AwsOptions } from './options.ts';
