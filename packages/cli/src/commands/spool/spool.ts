import { type Command, Option } from 'commander';
import { addFlags } from '../../flags.ts';
import type { Io } from '../../io.ts';
import type { Run } from '../../program.ts';
import { type AnyConfig, loadSettings, readConfig } from '../../settings.ts';
import { CONFIG_FLAG } from '../config-flag.ts';
import { printDead } from './dead.ts';
import type { SpoolFormat } from './print-spools.ts';
import { replay } from './replay.ts';
import { printStatus } from './status.ts';

interface Given {
  readonly config?: string;
  readonly format: SpoolFormat;
  readonly id?: readonly string[];
  readonly all?: boolean;
}

/** `spool status | dead | replay`: safe beside a running agent. */
export async function defineSpoolCommand(command: Command, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  const settings = await loadSettings(io, []);
  const addAction = (to: Command, act: (config: AnyConfig, given: Given) => Promise<number>): void => {
    to.option(...CONFIG_FLAG).addOption(new Option('--format <CHOICE>', 'How to print').choices(['table', 'json']).default('table'));
    const own = settings.options.filter(({ path }) => path === 'state');
    const readFlags = addFlags(to, own, '');
    to.action((given: Given) =>
      onRun(async () => {
        const loaded = await readConfig(settings, io, { flags: readFlags(), filePath: given.config });
        return await act(loaded.value, given);
      }),
    );
  };

  const status = command
    .command('status')
    .summary('What waits to be sent, and what was refused')
    .description('What waits to be sent, since when and how large it is, what was refused, and which process works on it. Reads names alone.');
  addAction(status, (config, { format }) => printStatus(config, format, io, Date.now()));

  const dead = command
    .command('dead')
    .summary('List what the server refused for good')
    .description('Every batch that the server refused for good: its id, when it was refused, and why.');
  addAction(dead, (config, { format }) => printDead(config, format, io));

  const again = command
    .command('replay')
    .summary('Put what was refused back into the queue')
    .description('Puts dead letters back into the queue, once what they were refused for is mended. A running agent sends them within a minute.')
    .addOption(new Option('--id <ID>', 'A dead letter (repeat for more)').argParser((id: string, before: string[] = []) => [...before, id]))
    .option('--all', 'Every dead letter');
  addAction(again, (config, { id = [], all = false, format }) => replay(config, { ids: id, all }, format, io));
}
