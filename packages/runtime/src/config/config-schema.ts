import * as z from 'zod';
import { PriceOptions } from './price-options.ts';
import { sharedOptions } from './shared-options.ts';
import { sharedProblems } from './shared-rules.ts';

export type SharedOptions = z.output<z.ZodObject<ReturnType<typeof sharedOptions>, z.core.$strict>>;

/** A configuration as the agents read it: shared settings, prices, and one section a provider. */
export type Config<Sections extends Readonly<Record<string, z.ZodType>> = Readonly<Record<never, z.ZodType>>> = SharedOptions & {
  readonly prices: PriceOptions;
} & { readonly [Name in keyof Sections]?: z.output<Sections[Name]> };

export interface ConfigSections<Sections extends Readonly<Record<string, z.ZodType>>> {
  /** Options of each provider by its id. */
  readonly sections: Sections;
  /** Providers that run: their section is filled with defaults where it is absent. Others are checked only where present. */
  readonly active?: readonly (keyof Sections)[];
  /** What `state` is unless set. */
  readonly stateDir: string;
}

/** The strict schema of a whole configuration: one declaration for flags, environment, file, defaults and docs. */
export function createConfigSchema<Sections extends Readonly<Record<string, z.ZodType>>>(
  parts: ConfigSections<Sections>,
): z.ZodType<Config<Sections>> {
  const { sections, active = [], stateDir } = parts;
  const shape: Record<string, z.ZodType> = { ...sharedOptions(stateDir), prices: PriceOptions.prefault({}) };
  for (const [name, options] of Object.entries(sections)) {
    shape[name] = active.includes(name) ? options.prefault({}) : options.optional();
  }
  const whole = z.strictObject(shape).check(
    z.superRefine(
      (config, context) => {
        for (const { path, message } of sharedProblems(config)) context.addIssue({ code: 'custom', path: [...path], message });
      },
      { when: () => true },
    ),
  );
  return whole as unknown as z.ZodType<Config<Sections>>;
}
