/** What the emulator answers one call with, before any fault is done to it. */
export interface Reply {
  readonly status: number;
  readonly type: 'text/xml;charset=UTF-8' | 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1' | 'application/json' | 'text/plain';
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the real thing takes. */
  readonly latencyMs?: number;
}

export type AwsService = 'ec2' | 'cloudwatch' | 'pricing' | 'sts';

/** One call as the emulator understood it. */
export interface Call {
  readonly service: AwsService;
  readonly operation: string;
  readonly region: string;
  readonly accessKeyId: string;
}

/** The call is wrong, or is not allowed: answered as its service words errors. */
export class CallError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'CallError';
    this.status = status;
    this.code = code;
  }
}

export const REQUEST_ID = '00000000-0000-4000-8000-000000000000';
