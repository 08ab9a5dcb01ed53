/** Messages to another thread that go together: waking it costs more than a message. */
export interface Outbox<Message> {
  put(message: Message): void;
  /** Sends what waits. */
  flush(): void;
}

/**
 * @param send a message that is alone goes as it is, several as a list
 * @param soon runs `flush` once all is put that comes at the same time
 */
export function createOutbox<Message>(send: (messages: Message | readonly Message[]) => void, soon: (flush: () => void) => void): Outbox<Message> {
  let waiting: Message[] = [];
  const flush = (): void => {
    const messages = waiting;
    waiting = [];
    const [first] = messages;
    if (first !== undefined) send(messages.length === 1 ? first : messages);
  };
  return {
    put(message) {
      waiting.push(message);
      if (waiting.length === 1) soon(flush);
    },
    flush,
  };
}
