import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import type { Run } from '../../program.ts';
import { defineForProviders } from '../define-for-providers.ts';
import type { DoctorFlags } from './doctor.ts';
import { defineDoctorServer } from './server/define-doctor-server.ts';

/** `doctor <provider>` and `doctor server`. */
export async function defineDoctorCommand(command: Command, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  await defineForProviders<DoctorFlags>(command, {
    io,
    onRun,
    addOwn: (own) => own.option('--json', 'Print one JSON object'),
    act: async (chosen, flags) => (await import('./doctor.ts')).examine(chosen, flags, io),
  });
  await defineDoctorServer(command, io, onRun);
  command.addHelpText('after', '\nExit code of a provider: 0 all that is needed is there, 75 a part of it is missing, 77 all of it is.');
}
