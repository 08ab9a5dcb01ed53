import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import type { Run } from '../../program.ts';
import { defineForProviders } from '../define-for-providers.ts';
import type { PlanFlags } from './plan.ts';

/** `plan <provider> [--assume ec2=10000]`. */
export async function definePlanCommand(command: Command, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  await defineForProviders<PlanFlags>(command, {
    io,
    onRun,
    addOwn: (own) =>
      own
        .option('--assume <SERVICE=COUNT>', 'Plan for so many running resources, without any call; may be repeated', collect)
        .option('--json', 'Print one JSON object'),
    act: async (chosen, flags) => (await import('./plan.ts')).printPlan(chosen, flags, io),
  });
  command.addHelpText('after', '\nExample:\n  openfinops-agent plan aws --region us-west-2 --assume ec2=10000');
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), ...value.split(',')];
}
