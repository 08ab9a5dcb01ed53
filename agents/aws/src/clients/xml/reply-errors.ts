/** Read by the SDK's retry: what has it is asked for again, because the next answer may be a sound one. */
const RETRYABLE = { throttling: false };
/** Part of every error of a reply, so that the SDK adds no text of its own. */
const NO_METADATA = { attempts: undefined };

/** The reply stops before its end. */
export class TruncatedReply extends Error {
  override readonly name = 'TruncatedReply';
  readonly $retryable = RETRYABLE;
  readonly $metadata = NO_METADATA;

  constructor() {
    super('the reply ends before its end');
  }
}

/** The reply is one of the operation, but not of the form that is read here; the SDK's own parser may still understand it. */
export class UnexpectedReply extends Error {
  override readonly name = 'UnexpectedReply';
  readonly $retryable = RETRYABLE;
  readonly $metadata = NO_METADATA;
}

/** The reply is none of the operation, or one that nobody should read: a page of a proxy, too large, with entities of its own. */
export class GarbledReply extends Error {
  override readonly name = 'GarbledReply';
  readonly $retryable = RETRYABLE;
  readonly $metadata = NO_METADATA;

  constructor(what: string) {
    super(`the reply cannot be read: ${what}`);
  }
}
