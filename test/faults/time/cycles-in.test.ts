import { expect, it } from 'vitest';
import { cyclesIn } from './cycles-in.ts';

const at = (second: number, msg: string) => `{"level":"info","time":"2026-11-21T12:00:0${second}.000Z","msg":"${msg}"}`;
const MS = Date.UTC(2026, 10, 21, 12);

it('reads when each cycle began and ended', () => {
  const log = [
    at(0, 'cycle started'),
    at(1, 'batch delivered'),
    at(2, 'cycle finished'),
    at(5, 'cycle started'),
    at(6, 'cycle failed'),
    at(7, 'cycle started'),
  ];

  expect(cyclesIn(`${log.join('\n')}\n{"time":"2026`)).toEqual([
    { startedMs: MS, endedMs: MS + 2000 },
    { startedMs: MS + 5000, endedMs: MS + 6000 },
  ]);
});

it('refuses a cycle that begins while another runs', () => {
  const log = [at(0, 'cycle started'), at(1, 'cycle started'), at(2, 'cycle finished')];

  expect(() => cyclesIn(log.join('\n'))).toThrow('while another ran');
});
