import { type Command, Option } from 'commander';
import { addFlags } from '../../../flags.ts';
import type { Io } from '../../../io.ts';
import type { Run } from '../../../program.ts';
import { loadSettings, readConfig } from '../../../settings.ts';
import { CONFIG_FLAG } from '../../config-flag.ts';
import type { DoctorServerFlags } from './doctor-server.ts';

/** Settings that decide how the server is reached; each is also a key of the file and a variable. */
const SETTINGS = ['server', 'tokenFile', 'caFile', 'clientCertFile', 'clientKeyFile', 'allowInsecureHttp'];

/** `doctor server`. */
export async function defineDoctorServer(parent: Command, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  const summary = 'The way to the central server, step by step';
  const command = parent.command('server').summary(summary).description(`${summary}: name, proxy, connection, TLS, clock, token, registration.`);
  const described = (await loadSettings(io, [])).options.filter(({ path }) => SETTINGS.includes(path));
  const readFlags = addFlags(command, described, 'server');
  command
    .addOption(new Option('--format <FORMAT>', 'How it is printed').choices(['table', 'json']).default('table'))
    .option('--json', 'The same as --format json')
    .option(...CONFIG_FLAG)
    .addHelpText('after', '\nExit code: 0 the server takes what is sent, 69 it cannot be reached or refuses, 78 the configuration is wrong.');
  command.action((flags: DoctorServerFlags) =>
    onRun(async () => {
      const loaded = await readConfig(await loadSettings(io, []), io, { flags: readFlags(), filePath: flags.config });
      const { examineTheServer } = await import('./doctor-server.ts');
      return await examineTheServer(loaded.value, flags, io);
    }),
  );
}
