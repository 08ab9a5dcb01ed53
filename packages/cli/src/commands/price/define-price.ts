import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import type { Run } from '../../program.ts';
import { CONFIG_FLAG } from '../config-flag.ts';
import { addPriceFlags, type PriceFlags } from './price-flags.ts';
import type { RefreshFlags } from './refresh.ts';
import type { StatusFlags } from './status.ts';

/** `price lookup | explain | status | refresh`. @param nowMs the time that prices are asked at, epoch ms */
export async function definePriceCommand(
  command: Command,
  io: Io,
  onRun: (run: Run) => Promise<void>,
  nowMs: () => number = Date.now,
): Promise<void> {
  addPriceFlags(command.command('lookup'))
    .summary('One price, with where it comes from')
    .description(
      'Prints the price of one thing as an agent would charge it now, with its source, its date and whether it is an estimate. A price that is not known is an answer too: null and the reason, exit code 0.',
    )
    .addHelpText('after', EXAMPLES)
    .action((flags: PriceFlags) => onRun(async () => (await import('./lookup.ts')).lookUpPrice(flags, io, nowMs())));
  addPriceFlags(command.command('explain [resource]'))
    .summary('How a price comes to be, line by line')
    .description(
      'The steps of one price as lines that multiply out, and the same in words. Takes the flags of lookup, or the id of a resource that an agent here has seen.',
    )
    .action((resource: string | undefined, flags: PriceFlags) =>
      onRun(async () => (await import('./explain.ts')).explainPrices(resource, flags, io, nowMs())),
    );
  command
    .command('status')
    .summary('What prices are known, how old they are, and what is missing')
    .description('Reads every price table and what was fetched, and prints what they hold, from where, of when, and what they lack.')
    .option(...CONFIG_FLAG)
    .option('--json', 'Print one JSON object')
    .action((flags: StatusFlags) => onRun(async () => (await import('./status.ts')).showPriceStatus(flags, io, nowMs())));
  command
    .command('refresh [provider]')
    .summary('Fetch the prices of today')
    .description(
      'Asks the price lists of configured providers and keeps what they say for seven days. An agent that runs does so by itself once a day.',
    )
    .option('--provider <NAME>', 'Only this one; the same as naming it without the flag')
    .option('--service <NAME>', 'Only this service; may be repeated', collect)
    .option('--region <NAME>', 'This region; may be repeated (default: those that were fetched before)', collect)
    .option(...CONFIG_FLAG)
    .action((provider: string | undefined, flags: RefreshFlags) =>
      onRun(async () => (await import('./refresh.ts')).refreshPrices(provider === undefined ? flags : { ...flags, provider }, io, nowMs())),
    );
}

const EXAMPLES = `
Examples:
  openfinops-agent price lookup --provider aws --service ec2 --region us-east-1 --sku m5.xlarge
  openfinops-agent price lookup --provider azure --service vm --region eastus --sku Standard_D4s_v5 --os windows --json
  openfinops-agent price lookup --provider gcp --service compute --region us-central1 --sku n2-standard-4 --purchase cud-1y
  openfinops-agent price lookup --provider aws --service ebs --region us-east-1 --sku gp3 --meter iops`;

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
