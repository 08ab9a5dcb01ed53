import { AgentError } from '@openfinops/core';
import { createSingleRun, type Schedule } from './schedule.ts';
import { untilAborted } from './waiting.ts';

/** node-cron would write to stdout, which carries data only. */
const QUIET = { info() {}, warn() {}, error() {}, debug() {} };

/**
 * Cycles at the times of a cron expression, local time, five or six fields. A time during a running cycle is skipped, one that passed while
 * the process stood still is not made up for. Throws CONFIG_INVALID.
 */
export async function cronSchedule(expression: string, onSkipped: () => void): Promise<Schedule> {
  const { schedule, validateDetailed } = await import('node-cron');
  const { valid, errors } = validateDetailed(expression);
  if (!valid) {
    const why = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
    throw new AgentError('CONFIG_INVALID', `"${expression}" is no cron expression${why === '' ? '' : ` (${why})`}`, {
      hint: 'Give minute, hour, day of month, month and day of week, for example --cron "*/5 * * * *".',
    });
  }
  return {
    async run(task, signal) {
      if (signal.aborted) return;
      const single = createSingleRun(task, onSkipped);
      const cron = schedule(expression, single.start, { logger: QUIET, suppressMissedWarning: true });
      cron.on('execution:missed', onSkipped);
      await untilAborted(signal);
      await cron.destroy();
      await single.settled();
    },
  };
}
