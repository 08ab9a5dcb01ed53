import { type Command, Option } from 'commander';
import type { Io } from '../../io.ts';
import type { Run } from '../../program.ts';
import { PROVIDERS } from '../../registry.ts';

const FORMATS = ['json', 'terraform', 'list'] as const;
type Format = (typeof FORMATS)[number];

/** `permissions <provider> [--format json | terraform | list]`. */
export async function definePermissionsCommand(command: Command, io: Io, onRun: (run: Run) => Promise<void>): Promise<void> {
  for (const provider of PROVIDERS) {
    command
      .command(provider.id)
      .summary(provider.summary)
      .description(provider.summary)
      .addOption(new Option('--format <CHOICE>', 'How to print (default: json where there is a policy, else list)').choices(FORMATS))
      .option('--needed', 'Leave out what the agent can do without')
      .action(({ format, needed = false }: { format?: Format; needed?: boolean }) =>
        onRun(async () => {
          const { printPermissions } = await import('./permissions.ts');
          return await printPermissions(await provider.load(), { format, needed }, io);
        }),
      );
  }
}
