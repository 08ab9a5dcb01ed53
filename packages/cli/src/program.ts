import { Command, CommanderError } from 'commander';
import type { Io } from './io.ts';
import { PROVIDERS } from './registry.ts';
import { createPalette, wantsColour } from './render/colour.ts';
import { VERSION } from './version.ts';

const NAME = 'openfinops-agent';

/** What a command does with what was given; returns the exit code. */
export type Run = () => Promise<number>;

/**
 * Runs the command line. Only the command that is asked for is loaded: `--help` reads no provider's code.
 * @returns the exit code; throws USAGE for a command line that cannot be understood, and what the command throws
 */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  const printed: string[] = [];
  let exitCode = 0;
  const onRun = async (run: Run): Promise<void> => {
    exitCode = await run();
  };
  const program = createRoot(io, printed);
  const wanted = commandIn(argv);
  await addCommands(program, wanted, io, onRun);
  try {
    if (argv.length === 0) program.help({ error: true });
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return await afterHelp(error, wanted, printed, io);
  }
}

function createRoot(io: Io, printed: string[]): Command {
  const palette = createPalette(wantsColour(io.out.isTty, io.env));
  return new Command(NAME)
    .description('Finds what you pay for, measures it, prices it, and sends the result to a central server.')
    .version(VERSION, '--version', 'Print the version')
    .helpOption('-h, --help', 'Print this help')
    .helpCommand('help [command]', 'Print the help of a command')
    .addHelpText('after', '\n`--once` prints one look at what there is and sends nothing: try `openfinops-agent onprem --once`.')
    .configureHelp({ styleTitle: palette.heading, subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => printed.push(text),
      writeErr: (text) => printed.push(text),
      outputError: () => {},
      getOutHelpWidth: () => io.out.columns ?? 100,
      getErrHelpWidth: () => io.err.columns ?? 100,
      getOutHasColors: () => wantsColour(io.out.isTty, io.env),
      getErrHasColors: () => wantsColour(io.err.isTty, io.env),
    })
    .exitOverride();
}

/** All commands by name and summary; the wanted one with its flags and its code. */
async function addCommands(program: Command, wanted: string | undefined, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  for (const { id, summary } of PROVIDERS) {
    const command = program.command(id).summary(summary).description(summary);
    if (id === wanted) await (await import('./commands/provider.ts')).defineProviderCommand(command, id, io, onRun);
  }
  const run = program
    .command('run')
    .summary('Several providers in one process, as the configuration says')
    .description('Looks and sends until it is stopped: one agent for each provider that the configuration has a section for.');
  if (wanted === 'run') await (await import('./commands/run.ts')).defineRunCommand(run, io, onRun);
  const hub = program
    .command('hub')
    .summary('The embedded server: takes what agents send and shows it on a page')
    .description('Takes what agents send, keeps it in a database of its own, and shows it on a page, until it is stopped.');
  if (wanted === 'hub') await (await import('./commands/hub.ts')).defineHubCommand(hub, io, onRun);
  const spool = program
    .command('spool')
    .summary('What waits to be sent, what was refused, and sending that again')
    .description('What agents keep on this machine until the server has it.');
  if (wanted === 'spool') await (await import('./commands/spool/spool.ts')).defineSpoolCommand(spool, io, onRun);
  const plan = program
    .command('plan')
    .summary('What looking costs: calls, billed units and money a month, before the first call')
    .description('What an agent’s own calls come to in a month, for what there is, or for what you say there is.');
  if (wanted === 'plan') await (await import('./commands/plan/define-plan.ts')).definePlanCommand(plan, io, onRun);
  const doctor = program
    .command('doctor')
    .summary('Each permission and source, tried by name, and what grants what is missing')
    .description('Tries everything that an agent needs, and names what is missing with what grants it. Nothing is stored anywhere.');
  if (wanted === 'doctor') await (await import('./commands/doctor/define-doctor.ts')).defineDoctorCommand(doctor, io, onRun);
  const permissions = program
    .command('permissions')
    .summary('The least that an agent must be allowed to do, as a policy')
    .description(
      'Prints the policy with the least that an agent needs, or the list of what it reads where there is no policy to write. Calls nobody.',
    );
  if (wanted === 'permissions') {
    await (await import('./commands/permissions/define-permissions.ts')).definePermissionsCommand(permissions, io, onRun);
  }
  const price = program
    .command('price')
    .summary('What one thing costs, where that is known from, and how old it is')
    .description('Looks prices up as an agent does: offline, in the bundled tables, with your overrides and commitments.');
  if (wanted === 'price') await (await import('./commands/price/define-price.ts')).definePriceCommand(price, io, onRun);
  const config = program
    .command('config')
    .summary('Check, describe or begin a configuration')
    .description('What is in force, and where it comes from.');
  if (wanted === 'config') await (await import('./commands/config.ts')).defineConfigCommand(config, io, onRun);
}

/** The command that the words name; the program itself has no flag with a value. */
function commandIn(argv: readonly string[]): string | undefined {
  const words = argv.filter((word) => !word.startsWith('-'));
  return words[0] === 'help' ? words[1] : words[0];
}

/** Help and version were asked for, or a command line was wrong. */
async function afterHelp(error: CommanderError, wanted: string | undefined, printed: readonly string[], io: Io): Promise<number> {
  if (error.exitCode === 0) {
    await io.out.write(printed.join(''));
    return 0;
  }
  const isKnown =
    ['config', 'run', 'hub', 'spool', 'price', 'plan', 'doctor', 'permissions'].includes(wanted ?? '') || PROVIDERS.some(({ id }) => id === wanted);
  if (error.code !== 'commander.help') {
    const { usageError } = await import('./failure.ts');
    throw usageError(error, `${NAME} ${isKnown ? `${wanted} ` : ''}--help`);
  }
  await io.err.write(printed.join(''));
  return 64;
}
