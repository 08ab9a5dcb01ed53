import { parseArgs } from 'node:util';
import { startAwsEmulator } from './start-aws-emulator.ts';

/**
 * The emulator as a process of its own: `tsx serve.ts [--instances 1000] [--zones 4] [--seed 1] [--port 0] [--throttle 0.3] [--even] [--fast]`. Prints
 * `{"url":…}` once it listens, and its counts as one JSON line for each line on stdin; ends with stdin. `--even`: every machine runs, on demand, on
 * Nitro, so that each has the same five metrics.
 */
const { values } = parseArgs({
  options: {
    instances: { type: 'string', default: '1000' },
    zones: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    port: { type: 'string', default: '0' },
    throttle: { type: 'string', default: '0' },
    even: { type: 'boolean', default: false },
    fast: { type: 'boolean', default: false },
  },
});

const even = { spotRatio: 0, stoppedRatio: 0, types: ['m5.large', 'm6i.xlarge', 'c5.xlarge', 'r5.large'] } as const;

const emulator = await startAwsEmulator({
  seed: Number(values.seed),
  estate: { instances: Number(values.instances), zones: Number(values.zones), ...(values.even ? even : {}) },
  faults: [{ on: '*', ratio: Number(values.throttle), fault: { type: 'throttle' } }],
  latency: values.fast ? 'none' : 'real',
  port: Number(values.port),
});
say({ url: emulator.url });
process.stdin.on('data', () => say({ calls: emulator.calls() }));
process.stdin.on('end', () => void emulator.close());

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
