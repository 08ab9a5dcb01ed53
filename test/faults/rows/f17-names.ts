import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAuthority, makeCertificate } from '../../../packages/testing/src/certificates.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { concludeRow } from '../stand/conclude.ts';
import { endure, untilArrived, type WayFault } from '../stand/endure.ts';
import { type FakeDns, startFakeDns } from '../stand/fake-dns.ts';
import { forbidsOwnMounts, inOwnMounts } from '../stand/host.ts';
import { openStand, type Stand } from '../stand/stand.ts';
import { openTlsFront } from '../stand/tls-front.ts';

const SPEED = 3600;
const NAME = 'finops.openfinops-fault.test';
const NAME_SERVER = '127.0.0.153';
const HOMES = ['127.0.0.1', '127.0.0.2'] as const;
const FAULTS = 6;

/** Names stop leading anywhere, lead astray, or lead elsewhere: the agent says which, sends nothing astray, and finds the server again by itself. */
export const brokenNames: FaultRow = {
  name: 'F17',
  title: 'names fail in five ways under a living agent, and the server moves',
  times: { full: 4 * FAULTS, quick: FAULTS },
  waits: true,
  forbidden: () => forbidsOwnMounts() ?? (process.getuid?.() === 0 ? undefined : 'a name server at port 53 needs root'),
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F17', { speed: SPEED });
  const authority = makeAuthority('Fault authority');
  const certificate = makeCertificate({ name: NAME, hosts: [NAME], issuer: authority });
  const front = await openTlsFront(certificate, Number(new URL(stand.oracle.url).port));
  const dns = await startFakeDns(NAME_SERVER, [HOMES[0]]);
  const caFile = join(stand.cwd, 'ca.pem');
  await writeFile(caFile, authority.cert);
  const launch = {
    args: ['--server', `https://${NAME}:${front.port}`, '--ca-file', caFile],
    wrapper: await askingNameServer(stand),
  };
  try {
    return await concludeRow(stand, options, async () => {
      await stand.liveInPeace(launch);
      let happened = 0;
      await stand.liveInPeace(launch, async (life) => {
        while (happened < options.times) {
          for (const fault of faultsOf(dns)) {
            const recoveryMs = await endure(fault, life, stand);
            options.tell(`${fault.name}: named, and mended; data arrived after ${(recoveryMs / 1000).toFixed(1)} s`);
            happened += 1;
          }
          await move(stand, dns, front.addresses);
          happened += 1;
        }
      });
      return { runs: happened, happened };
    });
  } finally {
    await Promise.all([front.close(), dns.close()]);
  }
}

function faultsOf(dns: FakeDns): WayFault[] {
  const fails = (name: string, answer: Parameters<FakeDns['answer']>[0], says: RegExp): WayFault => ({
    name,
    says,
    break: () => dns.answer(answer),
    mend: () => dns.answer([HOMES[0]]),
  });
  return [
    fails('unknown name', 'unknown', /the name finops\.\S+ is not known \(DNS\)/),
    fails('failing name server', 'failing', /the name finops\.\S+ cannot be looked up now \(DNS\)/),
    fails('silent name server', 'silent', /no name server answered for finops\.\S+ in time \(DNS\)/),
    fails('name of a metadata service', ['169.254.169.254', HOMES[0]], /leads to a metadata service or a link-local address; nothing was sent there/),
    // Linux has no way for TCP to a group of machines.
    fails('no route', ['224.0.0.1'], /there is no way to that network/),
  ];
}

/** The server has another address for a while; nobody is told but the name server. Throws when nothing arrives there. */
async function move(stand: Stand, dns: FakeDns, addresses: ReadonlySet<string>): Promise<void> {
  dns.answer([HOMES[1]]);
  await untilArrived(stand, stand.oracle.confirmed.size + 4);
  if (!addresses.has(HOMES[1])) throw new Error(`nothing came to ${HOMES[1]}`);
  dns.answer([HOMES[0]]);
}

/** Starts a process with a resolver's configuration of its own. */
async function askingNameServer({ cwd }: Stand): Promise<readonly string[]> {
  const [conf, order] = [join(cwd, 'resolv.conf'), join(cwd, 'nsswitch.conf')];
  await writeFile(conf, `nameserver ${NAME_SERVER}\n`);
  await writeFile(order, 'hosts: files dns\n');
  const script = `mount --bind ${conf} /etc/resolv.conf && mount --bind ${order} /etc/nsswitch.conf && exec "$@"`;
  return [...inOwnMounts(), 'sh', '-c', script, 'sh'];
}
