import type { ErrorCode } from '@openfinops/core';
import type { PeerCertificate } from '../transport/peer-certificates.ts';

/** The steps from here to a server that takes what is sent, in their order. */
export const SERVER_STEPS = ['dns', 'proxy', 'tcp', 'tls', 'clock', 'token', 'register'] as const;
export type ServerStepName = (typeof SERVER_STEPS)[number];

/** What one step found. */
export interface StepFinding {
  readonly status: 'ok' | 'fail' | 'skip';
  /** What was seen, or why nothing was tried. */
  readonly detail: string;
  /** What to do next; null: nothing. */
  readonly hint: string | null;
  /** Of a step that failed. */
  readonly code: ErrorCode | null;
  /** What the server showed, its own certificate first; empty elsewhere. */
  readonly certificates: readonly PeerCertificate[];
}

export interface ServerStep extends StepFinding {
  readonly name: ServerStepName;
}

export function passed(detail: string, more: Partial<Pick<StepFinding, 'hint' | 'certificates'>> = {}): StepFinding {
  return { status: 'ok', detail, hint: null, code: null, certificates: [], ...more };
}

export function skipped(detail: string): StepFinding {
  return { status: 'skip', detail, hint: null, code: null, certificates: [] };
}

export function failed(code: ErrorCode, detail: string, hint: string | null, certificates: readonly PeerCertificate[] = []): StepFinding {
  return { status: 'fail', detail, hint, code, certificates };
}
