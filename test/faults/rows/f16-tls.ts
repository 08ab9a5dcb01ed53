import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAuthority, makeCertificate, type TestCertificate } from '../../../packages/testing/src/certificates.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import type { AgentProcess } from '../stand/agent-process.ts';
import { countOf } from '../stand/agent-process.ts';
import { concludeRow } from '../stand/conclude.ts';
import { endure, untilArrived, type WayFault } from '../stand/endure.ts';
import { openStand, type Stand } from '../stand/stand.ts';
import { openTlsFront, type TlsFront } from '../stand/tls-front.ts';

const SPEED = 3600;
const FAULTS = 9;
const DAY_MS = 86_400_000;
const ROTATIONS = 20;
/** Long enough for the agent to ask more and more seldom. */
const LONG_MS = 120_000;

/** Everything that TLS does to an agent in the field, under a living one: each is named, nothing is lost, and nobody restarts anything. */
export const brokenTls: FaultRow = {
  name: 'F16',
  title: 'TLS breaks in nine ways under a living agent, and is mended',
  times: { full: 2 * FAULTS, quick: FAULTS },
  waits: true,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F16', { speed: SPEED });
  const authority = makeAuthority('Fault authority');
  const good = certify(authority);
  const front = await openTlsFront(good, Number(new URL(stand.oracle.url).port));
  const caFile = join(stand.cwd, 'ca.pem');
  await writeFile(caFile, authority.cert);
  const launch = { args: ['--server', `https://localhost:${front.port}`, '--ca-file', caFile] };
  try {
    return await concludeRow(stand, options, async () => {
      await stand.liveInPeace(launch);
      let happened = 0;
      await stand.liveInPeace(launch, async (life) => {
        while (happened < options.times) happened += await breakInEveryWay({ stand, front, authority, good, caFile, life }, options);
      });
      return { runs: happened, happened };
    });
  } finally {
    await front.close();
  }
}

interface Scene {
  readonly stand: Stand;
  readonly front: TlsFront;
  readonly authority: TestCertificate;
  readonly good: TestCertificate;
  readonly caFile: string;
  readonly life: AgentProcess;
}

async function breakInEveryWay(scene: Scene, { tell, isQuick }: FaultRun): Promise<number> {
  const [first, ...others] = faultsOf(scene);
  if (first === undefined) return 0;
  const faults = [isQuick ? first : { ...first, lastsMs: LONG_MS }, ...others];
  for (const fault of faults) {
    const recoveryMs = await endure(fault, scene.life, scene.stand);
    tell(`${fault.name}: named, and mended; data arrived after ${(recoveryMs / 1000).toFixed(1)} s`);
  }
  await rotateUnderLoad(scene);
  tell(`${ROTATIONS} rotations under load: not a single outage`);
  return faults.length + 1;
}

function faultsOf({ front, authority, good, caFile }: Scene): WayFault[] {
  const mend = () => front.serve(good);
  const stranger = makeAuthority('Stranger');
  const shows = (name: string, says: RegExp, certificate: TestCertificate): WayFault => ({ name, says, break: () => front.serve(certificate), mend });
  return [
    shows('expired', /its certificate “localhost” expired on \d{4}-\d\d-\d\d/, certify(authority, { from: days(-20), to: days(-10) })),
    shows('not yet valid', /its certificate “localhost” is not valid before \d{4}-\d\d-\d\d/, certify(authority, { from: days(10), to: days(20) })),
    shows('wrong host', /its certificate is for a\.example, not for localhost/, certify(authority, { hosts: ['a.example'] })),
    shows('self-signed', /its certificate “localhost” is signed by itself/, makeCertificate({ name: 'localhost', hosts: ['localhost'] })),
    {
      // Mended here and not there: the file is read again.
      name: 'unknown authority',
      says: /signed by “Stranger”, whom nobody here knows/,
      break: () => front.serve(certify(stranger)),
      mend: async () => writeFile(caFile, (await readFile(caFile, 'utf8')) + stranger.cert),
    },
    {
      name: 'TLS 1.1 alone',
      says: /speaks no TLS 1\.2 or newer/,
      break: () => front.serve(good, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      mend,
    },
    { name: 'plain port', says: /does not speak TLS/, break: () => front.servePlain(), mend },
    {
      name: 'client certificate missing',
      says: /client certificate/,
      break: () => front.serve(good, { requestCert: true, rejectUnauthorized: true, ca: authority.cert }),
      mend,
    },
  ];
}

/** The server's certificate is renewed again and again while data flows. Throws when the agent met an outage. */
async function rotateUnderLoad({ stand, front, authority, life }: Scene): Promise<void> {
  const outages = countOf('does not take data', life);
  for (let round = 0; round < ROTATIONS; round += 1) {
    const before = stand.oracle.confirmed.size;
    front.rotate(certify(authority));
    await untilArrived(stand, before + 2);
  }
  if (countOf('does not take data', life) > outages) throw new Error('a rotation was an outage');
}

function certify(issuer: TestCertificate, more: Partial<Parameters<typeof makeCertificate>[0]> = {}): TestCertificate {
  return makeCertificate({ name: 'localhost', hosts: ['localhost'], issuer, ...more });
}

function days(offset: number): Date {
  return new Date(Date.now() + offset * DAY_MS);
}
