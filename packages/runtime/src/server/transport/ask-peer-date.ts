import { request } from 'node:http';
import { ConnectFailure } from './connect-failure.ts';
import type { Connector } from './connector.ts';
import type { Clocks } from './explanation.ts';
import { withinMs } from './within-ms.ts';

/** Whoever explains a failure is waited for. */
const LIMIT_MS = 3000;

/** The two clocks, for whoever explains this error; the server is asked for its time only where the dates of its certificate are what failed. */
export async function readClocks(error: unknown, url: URL, connector: Pick<Connector, 'connect'>): Promise<Clocks> {
  const isAboutDates = error instanceof ConnectFailure && ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'].includes(error.platformCode);
  return { nowMs: Date.now(), peerMs: isAboutDates ? await askPeerDate(url, connector) : null };
}

/**
 * What time the server says it is, asked of whoever answers there, trusted or not: only to tell a certificate that has run out from a clock that is
 * wrong. Nothing is sent that anybody may not see.
 * @returns epoch ms; null: it says no time
 */
async function askPeerDate(url: URL, connector: Pick<Connector, 'connect'>): Promise<number | null> {
  const late = () => new Error('no answer in time');
  const date = await withinMs(LIMIT_MS, late, askDate(url, connector)).catch(() => undefined);
  const atMs = Date.parse(date ?? '');
  return Number.isNaN(atMs) ? null : atMs;
}

async function askDate(url: URL, connector: Pick<Connector, 'connect'>): Promise<string | undefined> {
  const socket = await connector.connect(url, { isVerified: false });
  socket.setTimeout(LIMIT_MS, () => socket.destroy());
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      const asking = request({ method: 'HEAD', path: '/', headers: { host: url.host }, createConnection: () => socket });
      asking.on('response', ({ headers }) => resolve(headers.date));
      asking.on('error', reject);
      asking.end();
    });
  } finally {
    socket.destroy();
  }
}
