import { AgentError } from '@openfinops/core';
import type { SecretFile } from '../../secret-file.ts';
import { explainError } from '../network-errors.ts';
import { POST_LIMITS } from '../post-json.ts';
import { readClocks } from '../transport/ask-peer-date.ts';
import { ConnectFailure } from '../transport/connect-failure.ts';
import { createConnector, type TransportOptions } from '../transport/connector.ts';
import { createCallSteps } from './call-steps.ts';
import { failed, SERVER_STEPS, type ServerStep, type ServerStepName, type StepFinding, skipped } from './server-step.ts';
import { createWaySteps } from './way-steps.ts';

export interface ServerExamination {
  /** Checked by the configuration. */
  readonly url: string;
  /** undefined: none is set. */
  readonly token: { readonly from: string; read(): Promise<SecretFile> } | undefined;
  readonly transport: TransportOptions;
  readonly agentVersion: string;
}

/** What one step does; the steps before it went well. */
export type RunStep = (signal: AbortSignal) => Promise<StepFinding>;
export type StepRunners<Name extends ServerStepName> = Readonly<Record<Name, RunStep>> & { close(): Promise<void> };

/**
 * Goes the way to the server as the agent does, one step after the other, and says what each of them found. What comes after a step that failed is
 * skipped, after a wrong clock apart. Nothing is stored at the server. Rejects with an AbortError when the signal aborts.
 */
export async function examineServer(examination: ServerExamination, signal: AbortSignal): Promise<ServerStep[]> {
  const url = new URL(examination.url);
  const connector = createConnector(examination.transport, POST_LIMITS.connectMs);
  const way = createWaySteps(url, connector);
  const call = createCallSteps(examination);
  const runners = { ...way, ...call };
  const steps: ServerStep[] = [];
  try {
    for (const name of SERVER_STEPS) {
      const before = steps.find(({ status, name: earlier }) => status === 'fail' && earlier !== 'clock');
      const finding = before === undefined ? await run(runners[name], signal, explain) : skipped(`not tried: ${before.name} failed`);
      steps.push({ name, ...finding });
    }
    return steps;
  } finally {
    await Promise.all([way.close(), call.close()]);
  }

  async function explain(error: unknown): Promise<StepFinding> {
    if (error instanceof AgentError) return failed(error.code, error.message, error.hint ?? null);
    const clocks = await readClocks(error, url, connector);
    const { says, hint } = explainError(error, { url, isLate: false, hasClientCert: examination.transport.clientCertFile !== undefined, clocks });
    return failed('SERVER_UNREACHABLE', says, hint, error instanceof ConnectFailure ? error.chain : []);
  }
}

async function run(step: RunStep, signal: AbortSignal, explain: (error: unknown) => Promise<StepFinding>): Promise<StepFinding> {
  signal.throwIfAborted();
  try {
    return await step(signal);
  } catch (error) {
    signal.throwIfAborted();
    return await explain(error);
  }
}
