import { configJsonSchema, configRows, renderExampleConfig } from '@openfinops/runtime';
import type { Command } from 'commander';
import { type Io, writeLines } from '../io.ts';
import type { Run } from '../program.ts';
import { createPalette, wantsColour } from '../render/colour.ts';
import { layoutTable } from '../render/columns.ts';
import { cleanText } from '../render/text.ts';
import { loadSettings, readConfig } from '../settings.ts';
import { knownProviders } from './known-providers.ts';

/** `config check | schema | init`. */
export async function defineConfigCommand(command: Command, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  command
    .command('check [providers...]')
    .summary('Print every setting in force and where it comes from')
    .description('Reads flags, environment and file as a run would, and prints every setting in force with its source. Starts nothing.')
    .option('--config <FILE>', 'File to read')
    .action((providers: string[], { config }: { config?: string }) => onRun(() => checkConfig(io, knownProviders(providers), config)));
  command
    .command('schema')
    .summary('Print the JSON Schema of a configuration file')
    .description('For editors and for checks elsewhere.')
    .action(() => onRun(() => printSchema(io)));
  command
    .command('init')
    .summary('Print a configuration file to begin with')
    .description('Every setting explained and switched off. Keep it with: openfinops-agent config init > openfinops.yaml')
    .action(() => onRun(() => printExample(io)));
}

async function checkConfig(io: Io, providers: readonly string[], filePath: string | undefined): Promise<number> {
  const settings = await loadSettings(io, providers);
  const loaded = await readConfig(settings, io, { flags: {}, filePath });
  const palette = createPalette(wantsColour(io.out.isTty, io.env));
  const rows = configRows(loaded, settings.schema).map(({ path, value, source }) => {
    const paint = source === 'default' ? palette.quiet : palette.good;
    return [{ text: cleanText(path) }, { text: cleanText(value) }, { text: source, paint }];
  });
  const width = io.out.isTty ? (io.out.columns ?? 80) : Number.POSITIVE_INFINITY;
  await writeLines(io.err, [`file: ${loaded.filePath ?? 'none found'}`, ...loaded.warnings.map((warning) => `warning: ${cleanText(warning)}`)]);
  await writeLines(io.out, layoutTable(COLUMNS, rows, width, palette.quiet).lines);
  return 0;
}

const COLUMNS = [
  { title: 'SETTING', align: 'left', priority: 0 },
  { title: 'VALUE', align: 'left', priority: 0, minWidth: 20 },
  { title: 'SOURCE', align: 'left', priority: 0 },
] as const;

async function printSchema(io: Io): Promise<number> {
  const { schema } = await loadSettings(io, []);
  await io.out.write(`${JSON.stringify(configJsonSchema(schema), null, 2)}\n`);
  return 0;
}

async function printExample(io: Io): Promise<number> {
  const { schema } = await loadSettings(io, []);
  await io.out.write(renderExampleConfig(schema));
  return 0;
}
