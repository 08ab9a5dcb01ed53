import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeAuthority, makeCertificate } from '../../../packages/testing/src/certificates.ts';
import { type ConnectProxy, type ConnectProxyOptions, createConnectProxy } from '../../../packages/testing/src/connect-proxy.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { concludeRow } from '../stand/conclude.ts';
import { endure, type WayFault } from '../stand/endure.ts';
import { openStand } from '../stand/stand.ts';
import { openTlsFront } from '../stand/tls-front.ts';

const SPEED = 3600;
/** Known to nobody: the proxy alone finds the way. */
const NAME = 'finops.openfinops-fault.test';
const CREDENTIALS = 'agent:p%40ss-word';
const FAULTS = 4;
const BIN = fileURLToPath(new URL('../../../packages/cli/bin/openfinops-agent.mjs', import.meta.url));
const METADATA = /169\.254\.|fd00:ec2|metadata|168\.63\.129\.16|localhost|127\.0\.0\.1/;

/** The only way to the server is a proxy, which breaks; what must never go through it never does. */
export const brokenProxy: FaultRow = {
  name: 'F18',
  title: 'the proxy on the way breaks in four ways; metadata services are never asked through it',
  times: { full: 5 * FAULTS, quick: FAULTS },
  waits: true,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F18', { speed: SPEED });
  const authority = makeAuthority('Fault authority');
  const front = await openTlsFront(makeCertificate({ name: NAME, hosts: [NAME], issuer: authority }), Number(new URL(stand.oracle.url).port));
  const well = { leadsTo: front.port, credentials: decodeURIComponent(CREDENTIALS) };
  const proxy = await createConnectProxy(well);
  const caFile = join(stand.cwd, 'ca.pem');
  await writeFile(caFile, authority.cert);
  const env = {
    HTTPS_PROXY: `http://${CREDENTIALS}@127.0.0.1:${proxy.port}`,
    HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
    NO_PROXY: 'nobody.example',
  };
  const launch = { args: ['--server', `https://${NAME}:${front.port}`, '--ca-file', caFile], env };
  try {
    return await concludeRow(stand, options, async () => {
      await stand.liveInPeace(launch);
      let happened = 0;
      const life = await stand.liveInPeace(launch, async (living) => {
        while (happened < options.times) {
          for (const fault of faultsOf(proxy, well)) {
            const recoveryMs = await endure(fault, living, stand);
            options.tell(`${fault.name}: named, and mended; data arrived after ${(recoveryMs / 1000).toFixed(1)} s`);
            happened += 1;
          }
        }
      });
      if (life.stderr().includes('p@ss-word') || life.stderr().includes(CREDENTIALS)) throw new Error('the password of the proxy stands in the log');
      lookForMetadata(env, stand.cwd);
      const astray = proxy.requests.filter((request) => METADATA.test(request));
      if (astray.length > 0) throw new Error(`at the proxy: ${astray[0]}`);
      options.tell(`${proxy.requests.length} requests at the proxy, none for this machine or a metadata service`);
      return { runs: happened, happened };
    });
  } finally {
    await Promise.all([front.close(), proxy.close()]);
  }
}

/** A look of the shipped agent at its own machine, which asks metadata services where it is. */
function lookForMetadata(env: Readonly<Record<string, string>>, cwd: string): void {
  const home = { PATH: process.env.PATH ?? '', HOME: cwd, XDG_CONFIG_HOME: join(cwd, 'config') };
  const { status, stderr } = spawnSync(process.execPath, [BIN, 'onprem', '--once', '--hosting', 'auto'], {
    cwd,
    env: { ...home, ...env },
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 75) throw new Error(`onprem --once left with ${status}:\n${stderr}`);
}

function faultsOf(proxy: ConnectProxy, well: ConnectProxyOptions): WayFault[] {
  const becomes = (name: string, options: ConnectProxyOptions, says: RegExp): WayFault => ({
    name,
    says,
    break: () => proxy.become({ ...well, ...options }),
    mend: () => proxy.become(well),
  });
  return [
    {
      name: 'proxy down',
      // A way that is being opened at that moment is cut.
      says: /the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) cannot be used: (nothing listens there|the connection was cut)/,
      break: () => proxy.goDown(),
      mend: () => proxy.comeBack(),
    },
    becomes('proxy wants another password', { credentials: 'agent:another' }, /wants a user name and password that it knows \(407\)/),
    becomes('proxy forbids it', { status: 403 }, /opens no way to it \(403\)/),
    becomes('proxy does not reach it', { status: 503 }, /does not reach it \(503\)/),
  ];
}
