import type { LookupAddress } from 'node:dns';
import { connect, type Socket } from 'node:net';
import { ConnectFailure, toConnectFailure } from './connect-failure.ts';
import { answerWith } from './look-up.ts';

export interface SocketTarget {
  readonly hostname: string;
  readonly port: number;
  /** Of the name; tried one after the other. */
  readonly addresses: readonly LookupAddress[];
  readonly timeoutMs: number;
}

/** A connection over TCP to whichever address answers. Rejects with a ConnectFailure of the stage `connect`. */
export function openSocket({ hostname, port, addresses, timeoutMs }: SocketTarget): Promise<Socket> {
  const socket = connect({ host: hostname, port, lookup: answerWith(addresses), noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
  return untilEvent(socket, 'connect', timeoutMs, 'CONNECT_TIMEOUT');
}

/** The socket once it says so. Rejects with a ConnectFailure, and the socket is gone. */
export function untilEvent<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', timeoutMs: number, lateCode: string): Promise<S> {
  const stage = event === 'connect' ? 'connect' : 'tls';
  // Whoever uses it has listeners of its own; in between, trouble must not end the process.
  socket.on('error', () => {});
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      socket.off(event, onOpen).off('error', onError).off('close', onClose);
      act();
    };
    const fail = (error: unknown): void =>
      settle(() => {
        socket.destroy();
        reject(error);
      });
    const onOpen = (): void => settle(() => resolve(socket));
    const onError = (error: unknown): void => {
      try {
        fail(toConnectFailure(stage, error));
      } catch (bug) {
        fail(bug);
      }
    };
    const onClose = (): void => fail(new ConnectFailure(stage, 'ECONNRESET'));
    const timer = setTimeout(() => fail(new ConnectFailure(stage, lateCode)), timeoutMs);
    socket.on(event, onOpen).on('error', onError).on('close', onClose);
  });
}
